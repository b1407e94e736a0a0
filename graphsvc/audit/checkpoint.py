"""Checkpoints: the size and root of every tree of the folder, signed, to be kept by somebody else.

graphsvc audit
2026-04-20T13:00:00+00:00
20260420T130000Z-5f1c7e0a9b2d 3 rrbK…        tree, entries, root
20260421T080000Z-0a7e1c55d9f3 9 Xc0a… 4 …    … and what proves that it began with the 4 of the checkpoint before
"""

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from graphsvc.audit.merkle import consistency_proof, extends, leaf_hash, root_of
from graphsvc.audit.trees import entries, trees
from graphsvc.errors import InputRefused

ORIGIN = "graphsvc audit"


@dataclass(frozen=True)
class Head:
    """One tree. `since` entries stood in it at the checkpoint before, and `proof` says that they still do."""

    tree: str
    size: int
    root: bytes
    since: int = 0
    proof: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Checkpoint:
    """All trees of a folder at one moment."""

    at: str
    heads: tuple[Head, ...]

    @property
    def by_tree(self) -> dict[str, Head]:
        """Its trees by name."""
        return {head.tree: head for head in self.heads}


@dataclass(frozen=True)
class Finding:
    """What is wrong with one tree: a row of FINDINGS, and where."""

    tree: str
    code: str
    detail: str = ""

    @property
    def sentence(self) -> str:
        """In plain words."""
        return f"{self.tree}: {FINDINGS[self.code]}{self.detail}"


FINDINGS = {
    "MISSING": "the tree is gone",
    "SHORTER": "entries at its end are gone (cut off, or an older copy was put back)",
    "CHANGED": "its entries are not those of the checkpoint (edited, dropped, added between or put in another order)",
    "UNREADABLE": "it has a line that is no entry",
    "UNPROVEN": "nothing shows that it began as the earlier checkpoint says",
}


def leaves_of(path: Path) -> list[bytes]:
    """The hashes of a tree's entries."""
    return [leaf_hash(entry) for entry in entries(path)]


def made(folder: Path, at: str, before: Checkpoint | None = None) -> Checkpoint:
    """The folder now. What is in it is forced to disk first: a checkpoint names nothing that a crash could take."""
    known = before.by_tree if before else {}
    return Checkpoint(at, tuple(_head(path, known.get(path.stem)) for path in trees(folder)))


def _head(path: Path, before: Head | None) -> Head:
    with path.open("rb") as file:
        os.fsync(file.fileno())
    leaves = leaves_of(path)
    since = before.size if before else 0
    proof = tuple(consistency_proof(leaves, since)) if 0 < since <= len(leaves) else ()
    return Head(path.stem, len(leaves), root_of(leaves), since, proof)


def text_of(checkpoint: Checkpoint) -> str:
    """The text to be signed."""
    return "".join(f"{line}\n" for line in (ORIGIN, checkpoint.at, *map(_line, checkpoint.heads)))


def _line(head: Head) -> str:
    grown = (str(head.since), *map(_encoded, head.proof)) if head.since else ()
    return " ".join((head.tree, str(head.size), _encoded(head.root), *grown))


def _encoded(hashed: bytes) -> str:
    return base64.b64encode(hashed).decode()


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in a text that was signed. Raises InputRefused."""
    try:
        origin, at, *lines = text.splitlines()
        heads = tuple(_read_head(*line.split(" ")) for line in lines)
    except (ValueError, TypeError):
        origin, at, heads = "", "", ()
    if origin != ORIGIN:
        raise InputRefused("This is no checkpoint of an audit log.", "Export one: graphsvc audit checkpoint.")
    return Checkpoint(at, heads)


def _read_head(tree: str, size: str, root: str, since: str = "0", *proof: str) -> Head:
    return Head(tree, int(size), base64.b64decode(root), int(since), tuple(map(base64.b64decode, proof)))


def differences(folder: Path, before: Checkpoint) -> list[Finding]:
    """Where the folder is not what it was at the checkpoint, or does not go on from there."""
    there = {path.stem: path for path in trees(folder)}
    return [found for head in before.heads for found in _differs(head, there.get(head.tree))]


def _differs(head: Head, path: Path | None) -> list[Finding]:
    if path is None:
        return [Finding(head.tree, "MISSING")]
    leaves = leaves_of(path)
    if len(leaves) < head.size:
        return [Finding(head.tree, "SHORTER", f": {len(leaves)} of {head.size} are there")]
    return [] if root_of(leaves[: head.size]) == head.root else [Finding(head.tree, "CHANGED")]


def unproven(before: Checkpoint, after: Checkpoint) -> list[Finding]:
    """What two checkpoints alone do not show to be one log that only grew: for whoever may not read the log."""
    there = after.by_tree
    return [found for head in before.heads for found in _unproven(head, there.get(head.tree))]


def _unproven(old: Head, new: Head | None) -> list[Finding]:
    if new is None:
        return [Finding(old.tree, "MISSING")]
    if new.size < old.size:
        return [Finding(old.tree, "SHORTER", f": {new.size} of {old.size} are there")]
    proven = old.size == 0 or extends(old.size, old.root, new.size, new.root, new.proof)
    return [] if proven else [Finding(old.tree, "UNPROVEN")]
