"""How fast bundles load: rows of nouns per second from the files to the store, validation and linkage included.

    import.pole.rows_per_s           a foreign CSV by its mapping, through Bolt into a running server
    import.city.rows_per_s           the demo city, through Bolt
    import.city_offline.rows_per_s   the demo city, into an empty local store through the admin tool
    import.city_check.rows_per_s     the demo city, validation alone (dry run)
The example data are not shipped: without them the pole figure is left out.
"""

import asyncio
import os
from pathlib import Path

from graphsvc.catalogue import read_catalogue
from graphsvc.clock import Clock, clock_from
from graphsvc.database.driver import Graph
from graphsvc.database.local import running_server
from graphsvc.database.migrations import migrate
from graphsvc.importing.report import ImportReport
from graphsvc.importing.run import import_bundle
from graphsvc.settings import Settings, read_settings
from seed.city import PEOPLE, SEED, build

ROOT = Path(__file__).parents[1]
POLE = ROOT.parent / "shared" / "data" / "pole"
CLOCK = clock_from("2026-04-20T09:00")


def numbers(home: Path) -> dict[str, float]:
    """import.*.rows_per_s; each server and store is new and lies under `home`."""
    city = home / "city"
    build(city, PEOPLE, SEED)
    offline(city, home / "first")  # uncounted: Java learns on a machine's first large import, which takes longer
    found = {
        "import.city_check": checked(city, home),
        "import.city_offline": offline(city, home / "offline"),
        "import.city": through_bolt(city, home / "bolt"),
    }
    if POLE.is_dir():
        found["import.pole"] = through_bolt(POLE, home / "pole", ROOT / "seed" / "mappings" / "pole.toml")
    return {f"{name}.rows_per_s": rate(report) for name, report in found.items()}


def rate(report: ImportReport) -> float:
    """Loaded rows a second. Raises ValueError when rows were refused: then it is not the same work."""
    if report.problems:
        raise ValueError(report.summary())
    return report.loaded / report.seconds


def settings_at(home: Path, clock: str = "") -> Settings:
    """Settings with a home of their own, and this machine's jar cache. `clock` fixes now."""
    cache = {name: value for name, value in os.environ.items() if name == "GRAPHSVC_CACHE"}
    return read_settings({**cache, "GRAPHSVC_HOME": str(home), "GRAPHSVC_CLOCK": clock})


def checked(folder: Path, home: Path) -> ImportReport:
    """Validation alone."""
    return asyncio.run(import_bundle(folder, None, settings_at(home), CLOCK, dry_run=True))


def offline(folder: Path, home: Path) -> ImportReport:
    """Into an empty store."""
    return asyncio.run(import_bundle(folder, None, settings_at(home), CLOCK))


def through_bolt(folder: Path, home: Path, mapping: Path | None = None) -> ImportReport:
    """Into a running server that is empty; its start is not counted."""
    settings = settings_at(home)

    async def work() -> ImportReport:
        graph = await Graph.open(connection, read_catalogue())
        try:
            await migrate(graph, Clock())
            return await import_bundle(folder, graph, settings, CLOCK, mapping=mapping)
        finally:
            await graph.close()

    with running_server(settings) as connection:
        return asyncio.run(work())
