"""The engine's arrays: how large, how long from the database, how long from the mapped snapshot.

paths.arrays.<people>.mb     bytes of every array, MB of 10^6: shared between the processes of a host
paths.load.<people>.s        from a running database to arrays that answer
paths.snapshot.<people>.s    from the mapped files to the first answer, in a process whose kernels are loaded
"""

from collections.abc import Callable
from pathlib import Path

from bench.cities import City
from bench.path_peers import Served
from graphsvc.clock import monotonic
from graphsvc.engine.columns import Columns
from graphsvc.engine.load import load_columns
from graphsvc.engine.snapshot import open_snapshot, save


def load_rows(there: Served, drawn: City, folder: Path, first: Callable[[Columns], object]) -> dict[str, float]:
    """The three rows. `first` asks the first question. Raises ValueError when what was loaded is not what was drawn."""
    begun = monotonic()
    columns = there.runner.run(load_columns(there.graph))
    loaded = monotonic() - begun
    if (len(columns.people), len(columns.tie_ids)) != (drawn.count, len(drawn.tie_ids)):
        raise ValueError(f"loaded {len(columns.people)} people and {len(columns.tie_ids)} ties of another city")
    save(columns, 1, "bench", folder)
    begun = monotonic()
    kept = open_snapshot(folder)
    if kept is None:
        raise ValueError("the snapshot just saved cannot be opened")
    first(kept.columns)
    mapped = monotonic() - begun
    return {
        f"paths.arrays.{drawn.count}.mb": sum(each.nbytes for each in columns.arrays().values()) / 1e6,
        f"paths.load.{drawn.count}.s": loaded,
        f"paths.snapshot.{drawn.count}.s": mapped,
    }
