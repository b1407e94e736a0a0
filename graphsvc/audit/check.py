"""`graphsvc audit`: what each command does, in words and an exit code: 0 as it should be, 1 it is not.

A checkpoint shows what happened to the log after it was exported, and nothing of what happened before.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import orjson

from graphsvc.audit.checkpoint import (
    Checkpoint,
    Finding,
    Head,
    differences,
    leaves_of,
    made,
    read_checkpoint,
    text_of,
    unproven,
)
from graphsvc.audit.merkle import includes, inclusion_proof, root_of
from graphsvc.audit.note import KEY_FILE, Verifier, opened, read_verifier, signed, signing_key, verifier_of
from graphsvc.audit.trees import TORN, entries, said_in, torn, trees
from graphsvc.errors import InputRefused

Say = Callable[[str], object]


def verify(folder: Path, before: Checkpoint | None, answer: str | None, say: Say) -> int:
    """Whether the folder is what it was at the checkpoint and more; and where the answer's entries stand in it."""
    files = trees(folder)
    if not files and before is None:
        raise InputRefused(f"{folder} holds no audit log.", "Name the folder with the .jsonl files.")
    for path in files:
        say(f"{path.stem}: {sum(1 for _ in entries(path))} entries{_left(path)}")
    found = [*_unreadable(files), *(differences(folder, before) if before else ())]
    proofs = list(_proofs(files, answer, before)) if answer else []
    for each in found:
        say(f"NOT AS IT WAS  {each.sentence}.")
    for proof in proofs:
        say(orjson.dumps(proof, option=orjson.OPT_INDENT_2).decode())
    if answer and not proofs:
        say(f"NOT THERE  No entry of the answer {answer}.")
    if not found and before:
        say(f"As it was at {before.at}: {len(before.heads)} trees, nothing edited, dropped, reordered or cut off.")
    if before is None:
        say("No checkpoint was given: whether anything is gone or was changed cannot be said.")
    shown = bool(proofs) and all(proof["proven"] for proof in proofs)
    return 1 if found or (answer and not shown) else 0


def checkpoint(home: Path, folder: Path, at: str, before: Checkpoint | None, say: Say) -> str | None:
    """A signed checkpoint of the folder; None, and why, where it does not go on from the one before."""
    found = differences(folder, before) if before else []
    for each in found:
        say(f"NOT AS IT WAS  {each.sentence}.")
    if found:
        return None
    key = signing_key(home)
    say(f"Who checks it needs this key: {verifier_of(key).text}")
    return signed(text_of(made(folder, at, before)), key)


def compare(before: Checkpoint, after: Checkpoint, say: Say) -> int:
    """Whether two checkpoints, without the log, show that it only grew."""
    found = unproven(before, after)
    for each in found:
        say(f"NOT PROVEN  {each.sentence}.")
    if not found:
        say(f"From {before.at} to {after.at} the log only grew.")
    return 1 if found else 0


def read_signed(home: Path, file: Path | None, key: str | None) -> Checkpoint | None:
    """The checkpoint in a file, signed by the key named or by this installation's. Raises InputRefused."""
    if file is None:
        return None
    try:
        note = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputRefused(f"{file} cannot be read.", "Name a checkpoint that was exported.") from None
    return read_checkpoint(opened(note, _verifier(home, key)))


def _verifier(home: Path, key: str | None) -> Verifier:
    if key:
        return read_verifier(key)
    if not (home / KEY_FILE).exists():
        raise InputRefused("There is no key here that checks checkpoints.", "Give --key, as it was exported.")
    return verifier_of(signing_key(home))


def _left(path: Path) -> str:
    """What a killed process left unfinished at the end: it was never answered."""
    aside = path.with_suffix(TORN)
    sizes = ((torn(path), "unfinished at its end"), (aside.stat().st_size if aside.exists() else 0, "set aside"))
    return "".join(f", {size} bytes {words}" for size, words in sizes if size)


def _unreadable(files: Iterable[Path]) -> Iterator[Finding]:
    for path in files:
        for number, entry in enumerate(entries(path), 1):
            if not said_in(entry):
                yield Finding(path.stem, "UNREADABLE", f": line {number}")


def _proofs(files: Iterable[Path], answer: str, before: Checkpoint | None) -> Iterator[dict[str, object]]:
    """For each entry of the answer: its place, and what proves that it is there to whoever has the checkpoint. What was
    written after a checkpoint is not proven by it."""
    heads = before.by_tree if before else {}
    for path in files:
        said = {place: entry for place, entry in enumerate(entries(path)) if _is_of(entry, answer)}
        leaves = leaves_of(path) if said else []
        now = Head(path.stem, len(leaves), root_of(leaves))
        for place, entry in said.items():
            head = heads.get(path.stem, now)
            held = place < head.size
            proof = _proof(entry, place, leaves, head if held else now)
            by_checkpoint = before is None or (held and path.stem in heads)
            yield proof | {"proven": bool(proof["proven"]) and by_checkpoint}


def _is_of(entry: bytes, answer: str) -> bool:
    return answer.encode() in entry and said_in(entry).get("answer") == answer


def _proof(entry: bytes, place: int, leaves: list[bytes], head: Head) -> dict[str, object]:
    proof = inclusion_proof(leaves[: head.size], place)
    return {
        "entry": entry.decode(),
        "tree": head.tree,
        "place": place,
        "entries": head.size,
        "leaf": leaves[place].hex(),
        "proof": [each.hex() for each in proof],
        "root": head.root.hex(),
        "proven": includes(head.root, head.size, place, leaves[place], proof),
    }
