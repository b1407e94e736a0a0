"""The disclosure log: what one agency owns and another one's user was shown, written down before the answer leaves.

    an answer to a user of BPD → one entry for each other agency that owns something of it: who, when, why, what

A file for each recipient agency in the folder `disclosures`, only ever appended to. A statement stands in it as a keyed
hash, so that the log has no personal data and still says who received one given statement (803 CMR 7.11: the name and
the birth date of the person are added when the log is read for somebody).
"""

import hashlib
import os
import secrets
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from pathlib import Path
from types import NoneType
from typing import Any, cast, get_args, get_type_hints
from urllib.parse import quote

import orjson

from graphsvc.clock import Clock
from graphsvc.keys import private_folder, private_text
from graphsvc.model.asker import OpenPurpose, Principal

Statement = tuple[str, str]
"""(owner agency, id): two agencies may have given the same id."""
Received = Callable[[Iterable[Statement], str | None], list["Disclosure"]]
"""Who received some statements: `DisclosureLog.received`, or a fake in tests."""
_APPENDED = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_DSYNC  # on disk when the write returns
PART_2 = "SUD_PART2"
PART_2_NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""The short notice of 42 CFR 2.32 that goes with each disclosure (AC-2.9); from memory: counsel compares it."""
TO_THE_PERSON = "subjectFile"
"""The field whose answer is printed for the person: all of it is a disclosure, the own agency's part too."""


@dataclass(frozen=True)
class Disclosure:
    """What one answer showed of one owner's statements. `statements` are ids here, keyed hashes in the file."""

    at: datetime
    recipient: str
    agency: str
    owner: str
    field: str
    purpose: str | None
    reason: str | None
    case: str | None
    statements: tuple[str, ...]


def disclosures_in(
    found: object, field: str, recipient: Principal, purpose: OpenPurpose | None, clock: Clock
) -> list[Disclosure]:
    """What an answer shows of other agencies' statements, an entry for each owner."""
    owned: dict[str, set[str]] = defaultdict(set)
    for owner, statement in shown_in(found):
        if statement and (owner != recipient.agency or field == TO_THE_PERSON):
            owned[owner].add(statement)
    return [
        Disclosure(
            at=clock.now(),
            recipient=recipient.user,
            agency=recipient.agency,
            owner=owner,
            field=field,
            purpose=purpose.purpose if purpose else None,
            reason=purpose.reason_code if purpose else None,
            case=purpose.case_id if purpose else None,
            statements=tuple(sorted(ids)),
        )
        for owner, ids in sorted(owned.items())
    ]


def shown_in(answer: object) -> Iterator[Statement]:
    """Every statement that an answer shows: whatever has `shown`, wherever it stands in it."""
    for each in _parts_of(answer):
        yield from getattr(each, "shown", ())


def holds_part2(answer: object) -> bool:
    """Whether an answer shows something of a record of substance use treatment (42 CFR Part 2)."""
    return any(getattr(each, "compartment", None) == PART_2 for each in _parts_of(answer))


def _parts_of(answer: object) -> Iterator[object]:
    """Every noun of an answer."""
    left = [answer]
    while left:
        each = left.pop()
        names = _leading(cast(Hashable, type(each)))
        if names is not None:
            yield each
            said = vars(each)
            left += [part for name in names if (part := said.get(name))]
        elif isinstance(each, _LISTS):
            left += each
        elif isinstance(each, Mapping):
            left += each.values()


@lru_cache(maxsize=256)
def _leading(kind: Hashable) -> tuple[str, ...] | None:
    """The fields of a noun that can hold statements, and None for what is no noun: most of the thousand values of an
    answer cannot, and to look at each of them took a third of a millisecond."""
    if not is_dataclass(kind):
        return None
    try:
        hints = get_type_hints(kind)
    except (NameError, TypeError):  # some of GraphQL's own types: then each field may
        hints = {}
    return tuple(each.name for each in fields(cast(Any, kind)) if not _plain(hints.get(each.name)))


def _plain(hint: object) -> bool:
    """Whether nothing of that type can hold a statement; what is not known may."""
    parts = get_args(hint)
    if parts:
        return all(each is Ellipsis or _plain(each) for each in parts)
    return isinstance(hint, type) and issubclass(hint, _PLAIN)


_LISTS = (tuple, list)
_PLAIN = (str, bytes, int, float, date, Enum, NoneType)


class DisclosureLog:
    """The folder. Lines for an agency are one write, so that those of two processes never mix."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "disclosures"
        private_folder(self._folder)
        self._key = bytes.fromhex(private_text(home / "disclosures.key", lambda: secrets.token_hex(32)).strip())

    def lines(self, *entries: Disclosure) -> list[tuple[Path, bytes]]:
        """What to append to which file for these entries: `AuditLog.append` takes it beside its own."""
        return [(self._file(entry.agency), self._line(entry)) for entry in entries]

    def received(self, wanted: Iterable[Statement], agency: str | None) -> list[Disclosure]:
        """The entries that hold one of these statements, each with those it holds; of one recipient agency or of all.

        Reads whole files: 2 s for a million entries, so not on the event loop.
        """
        names = {self._hash(statement): statement for statement in wanted}
        files = [self._file(agency)] if agency else sorted(self._folder.glob("*.jsonl"))
        found = (entry for file in files if file.exists() for entry in _read(file, names))
        return sorted(found, key=lambda entry: (entry.at, entry.recipient, entry.owner))

    def _file(self, agency: str) -> Path:
        return self._folder / f"{quote(agency, safe='')}.jsonl"

    def _line(self, entry: Disclosure) -> bytes:
        return b"\n" + orjson.dumps({**vars(entry), "statements": self._hashes(entry)})

    def _hashes(self, entry: Disclosure) -> list[str]:
        return [self._hash((entry.owner, statement)) for statement in entry.statements]

    def _hash(self, statement: Statement) -> str:
        return hashlib.blake2b("\0".join(statement).encode(), key=self._key, digest_size=16).hexdigest()


def _read(file: Path, names: Mapping[str, Statement]) -> Iterator[Disclosure]:
    with file.open("rb") as lines:
        for line in lines:
            try:
                said = orjson.loads(line)
            except orjson.JSONDecodeError:  # the first line, or one cut off by a crash: its answer never left
                continue
            held = [names[each][1] for each in said["statements"] if each in names]
            if held:
                yield Disclosure(
                    **{**said, "at": datetime.fromisoformat(said["at"]), "statements": tuple(sorted(held))}
                )


def append(file: Path, lines: bytes) -> None:
    """Append the lines in one write, and wait until the disk has them. Raises OSError."""
    handle = os.open(file, _APPENDED, 0o600)
    try:
        if os.write(handle, lines) != len(lines):
            raise OSError("only a part was written")
    finally:
        os.close(handle)
