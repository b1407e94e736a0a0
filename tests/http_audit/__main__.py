"""`make audit-http`: npm's graphql-http audits the service as uvicorn serves it, with a fake graph, on loopback.

The IDE is on, as some audits ask for the schema's words and some ask by GET; without it neither is answered.
Needs node 20 or newer and npm; without them it fails, as a check that is passed over is none. The count comes last.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from graphsvc.access.tokens import sign
from tests.unit.test_api_http import KEY, NOW, SAM, Parts
from tests.unit.test_wire import served

PACKAGE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", "audit.mjs")
SECONDS = 120.0


def main() -> int:
    """The exit code of the audit."""
    if not shutil.which("node") or not shutil.which("npm"):
        print("make audit-http needs node 20 or newer and npm.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="graphsvc-audit-") as folder:
        for name in FILES:
            shutil.copy(PACKAGE / name, folder)
        install = ["npm", "ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"]
        subprocess.run(install, cwd=folder, check=True, timeout=SECONDS)
        return asyncio.run(audited(folder))


async def audited(folder: str) -> int:
    """The exit code of the audit that is installed there."""
    async with served(Parts(ide="true")) as port:
        said = {"URL": f"http://127.0.0.1:{port}/graphql", "TOKEN": sign(KEY, SAM, NOW)}
        node = await asyncio.create_subprocess_exec("node", "audit.mjs", cwd=folder, env={**os.environ, **said})
        try:
            return await asyncio.wait_for(node.wait(), SECONDS)
        finally:
            if node.returncode is None:
                node.kill()


if __name__ == "__main__":
    sys.exit(main())
