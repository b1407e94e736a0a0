"""Who looked at whom, read back from the audit log: a look is one field of one answer, or its refusal."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from graphsvc.audit.trees import entries, said_in, trees

INTENT = "INTENT"
SOUGHT = 16
"""So many people are looked for in an entry as text; to look for more costs more than to read it."""


@dataclass(frozen=True)
class Look:
    """An entry as a report shows it. `hashes` are the people it was about."""

    answer_id: str
    at: datetime
    user: str
    agency: str
    roles: tuple[str, ...]
    purpose: str | None
    case_id: str | None
    reason_code: str | None
    field: str
    decision: str
    hashes: frozenset[str]


@dataclass(frozen=True)
class Entry:
    """A line of the log as a reviewer of one answer is shown it."""

    look: Look
    known_at: datetime
    rows: int
    policy_version: str


def entries_in(folder: Path, answer_id: str) -> list[Entry]:
    """The lines of one answer in the order written, the intent of a write too; none for an id that is nobody's."""
    said = [each for each in _said(folder, None, answer_id) if each["answer"] == answer_id]
    return [
        Entry(_look(each), datetime.fromisoformat(each["known_at"]), each["rows"], each["policy_version"])
        for each in said
    ]


def looks_in(folder: Path, about: frozenset[str] | None = None) -> list[Look]:
    """The looks of a folder, at somebody with one of these hashes (None: at anybody). A write counts by its outcome,
    or by its intent where it has none."""
    found: dict[tuple[str, str, str], Look] = {}
    begun: defaultdict[tuple[str, str], list[Look]] = defaultdict(list)
    for look in map(_look, _said(folder, about)):
        intents = begun[look.answer_id, look.field]
        if look.decision == INTENT:
            intents.append(look)
        else:
            _finish(intents, look)
            _unite(found, look)
    for look in chain.from_iterable(begun.values()):
        _unite(found, look)
    return list(found.values())


def _finish(intents: list[Look], look: Look) -> None:
    """What this came of is begun no more: an outcome names at least whom its own intent named."""
    own = next((each for each in intents if each.hashes <= look.hashes), None)
    if own:
        intents.remove(own)


def _unite(found: dict[tuple[str, str, str], Look], look: Look) -> None:
    """A field asked several times in one request, under other names, is one look at all whom it was about."""
    key = (look.answer_id, look.field, look.decision)
    before = found.get(key)
    found[key] = replace(before, hashes=before.hashes | look.hashes) if before else look


def _said(folder: Path, about: frozenset[str] | None, holding: str = "") -> Iterator[dict[str, Any]]:
    wanted = [holding.encode()] if about is None else [hashed.encode() for hashed in about]
    every = len(wanted) > SOUGHT
    for tree in trees(folder):
        for entry in entries(tree):
            if every or any(text in entry for text in wanted):  # most entries need no reading
                said = said_in(entry)
                if said and (about is None or about & set(said["people"])):
                    yield said


def _look(said: dict[str, Any]) -> Look:
    return Look(
        answer_id=said["answer"],
        at=datetime.fromisoformat(said["at"]),
        user=said["user"],
        agency=said["agency"],
        roles=tuple(said["roles"]),
        purpose=said["purpose"],
        case_id=said["case"],
        reason_code=said["reason"],
        field=said["field"],
        decision=said["decision"],
        hashes=frozenset(said["people"]),
    )
