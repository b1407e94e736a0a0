"""python -m tests.mutants [statements|kernel] [NAME…]: a mutation run over the access filters; prints what survives.

Every statement without one filter (in one process, on one Neo4j), then the engine's predicate without one part; of some
statements or functions alone by their names. Exits 1 when anything survives.
"""

import asyncio
import sys
import tempfile
import time

from graphsvc.database.connection import Connection
from tests.conftest import opened_graph, server_or_skip, settings_at, wipe
from tests.live.alone import STATEMENTS
from tests.mutants import kernel, statements


async def _statements(connection: Connection, names: list[str]) -> int:
    graph = await opened_graph(connection)
    try:
        await wipe(graph)
        return await statements.run(graph, names or sorted(STATEMENTS))
    finally:
        await graph.close()


def main(said: list[str]) -> int:
    what, names = said[:1], said[1:]
    begun, left = time.monotonic(), 0
    if what != ["kernel"]:
        with tempfile.TemporaryDirectory() as home, server_or_skip(settings_at(home), prepared=True) as connection:
            left += asyncio.run(_statements(connection, names))
    if what != ["statements"]:
        left += kernel.run_as_python(names if what == ["kernel"] else ())
    print(f"{time.monotonic() - begun:.0f} s; {'nothing survives' if not left else 'SOMETHING SURVIVES'}")
    return min(left, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
