"""A process that makes processes that append until they are killed: `python -m tests.unit.audit_child FOLDER`.

A line comes in, a child starts; its number goes out, then the id of each entry that it was told is on disk, then `end`.
"""

import asyncio
import os
import sys
from pathlib import Path

from tests.audit_files import line, log_in

AT_ONCE, EACH = 6, 5000


async def append_all(folder: Path) -> None:
    log = log_in(folder)

    async def one(who: int) -> None:
        for number in range(EACH):
            id = f"{os.getpid()}-{who}-{number}"
            await log.append(line(id, "p-1"), line(id, "p-2"))
            os.write(1, f"{id}\n".encode())

    await asyncio.gather(*(one(who) for who in range(AT_ONCE)))


def main() -> None:
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            os.write(1, f"{os.getpid()}\n".encode())
            asyncio.run(append_all(Path(sys.argv[1])))
            os._exit(0)
        os.waitpid(child, 0)
        os.write(1, b"end\n")


if __name__ == "__main__":
    main()
