"""python -m tests.mutants [NAME…]: a mutation run over the access filters of the statements; prints what survives.

Every statement without one filter, in one process, on one Neo4j. Exits 1 when anything survives.
"""

import asyncio
import sys
import tempfile
import time

from tests.conftest import opened_graph, server_or_skip, settings_at, wipe
from tests.live.alone import STATEMENTS
from tests.mutants import statements


async def _statements(names: list[str]) -> int:
    with tempfile.TemporaryDirectory() as home, server_or_skip(settings_at(home), learn=True) as connection:
        graph = await opened_graph(connection)
        try:
            await wipe(graph)
            return await statements.run(graph, names or sorted(STATEMENTS))
        finally:
            await graph.close()


def main(names: list[str]) -> int:
    begun = time.monotonic()
    left = asyncio.run(_statements(names))
    print(f"{time.monotonic() - begun:.0f} s; {'nothing survives' if not left else 'SOMETHING SURVIVES'}")
    return min(left, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
