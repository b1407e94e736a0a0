"""Private files of an installation, made once: 0600, and never half-written; and folders, 0700."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def private_folder(folder: Path) -> None:
    """Make the folder, and whatever is missing above it, their owner's alone; what is there stays as it is."""
    for each in (*reversed(folder.parents), folder):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)  # `parents` would leave those above open


def private_text(path: Path, make: Callable[[], str]) -> str:
    """The text of the file; the first call makes it. Of two processes that start together, the first one's stands."""
    private_folder(path.parent)
    if not path.exists():
        _create(path, make())
    return path.read_text(encoding="utf-8")


def _create(path: Path, text: str) -> None:
    """Write beside it, then link into place."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
