"""The graph in memory: arrays, and exact best paths over them.

What is compiled is kept beside the modules; where that folder cannot be written to, in GRAPHSVC_HOME. The compiler's
own package reads its setting once, when it is first imported, so it is said here, before any module is.
"""

import os
from pathlib import Path

from graphsvc.settings import home_folder


def compiled_folder(beside: Path, home: Path) -> Path | None:
    """Where compiled code goes instead of beside the modules; None where it may go there."""
    kept = beside / "__pycache__"
    return None if os.access(kept if kept.exists() else beside, os.W_OK) else home / "numba"


_ELSEWHERE = compiled_folder(Path(__file__).parent, home_folder())
if _ELSEWHERE is not None:
    os.environ.setdefault("NUMBA_CACHE_DIR", str(_ELSEWHERE))
