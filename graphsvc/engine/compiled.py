"""How kernels are compiled, and where what was compiled is kept: in a folder named for all that it was made of.

numba notices a change of the file that a kernel stands in, not of one whose functions or tables it uses; a stale
kernel would answer by yesterday's rules. So the folder's name is a hash over every such file: another source, another
folder. One that cannot be written is replaced by one of this process alone.
"""

import hashlib
import os
import tempfile
from pathlib import Path

import numba

from graphsvc.settings import DEFAULTS

SOURCES = ("engine", "model")
"""Packages whose files kernels are made of, and whose tables decide what arrays mean."""


def kernels_folder(package: Path = Path(__file__).parent.parent) -> Path:
    """The folder for kernels compiled from the sources as they are."""
    digest = hashlib.blake2b(numba.__version__.encode(), digest_size=12)
    for path in sorted(path for name in SOURCES for path in (package / name).glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    cache = Path(os.environ.get("GRAPHSVC_CACHE", DEFAULTS["GRAPHSVC_CACHE"])).expanduser()
    folder = cache.absolute() / "kernels" / digest.hexdigest()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="graphsvc-kernels-"))


numba.config.CACHE_DIR = str(kernels_folder())  # type: ignore[attr-defined]
kernel = numba.njit(cache=True, nogil=True)
"""What Python calls: other threads go on meanwhile."""
lean = numba.njit(cache=True, _nrt=False)  # type: ignore[call-overload]
"""Compiled without counting references: nothing is allocated, and counting cost three quarters of a search."""
tiny = numba.njit(cache=True, _nrt=False, forceinline=True)  # type: ignore[call-overload]
"""The same, for what is called tie by tie: to hand over ten arrays costs more than what is done with them."""
