"""Names, lives and the sources of family ties as one asker may be told them, out of memory: what the statements
`speakers`, `family_lives` and `family_told` say, without asking.

The predicates are those statements', row by row, before anything leaves the arrays; a live test compares them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import orjson

from graphsvc.engine.around import taken
from graphsvc.engine.columns import CONTACT, SINCE, UNTIL, Columns
from graphsvc.engine.filed import ALWAYS, NEVER, TOLD
from graphsvc.engine.opened import Opened
from graphsvc.kinship.ties import FamilyTie
from graphsvc.model.asker import Sight
from graphsvc.model.circle import within

Row = dict[str, Any]
NAME = "Name"
STAFF = "staff"
"""The part of a world that names them."""


@dataclass(frozen=True)
class HeldFacts:
    """The arrays, the names of staff, and who asks."""

    columns: Columns
    staff: Mapping[str, str]
    sight: Sight

    def people(self, people: Collection[str], as_of: date) -> tuple[list[Row], list[Row]]:
        """As `speakers` and as `family_lives`, of these people."""
        names = [_staff(id, self.staff[id]) for id in people if id in self.staff]
        lives, day = [], as_of.toordinal()
        for person, (since, until), said in self._facts(people):
            if said[0] == NAME:
                names.append(_name(person, said))
            elif since <= day <= until:
                lives.append(_life(person, said))
        return names, sorted(lives, key=lambda row: (row["person"], row["noun"], row["id"]))

    def _facts(self, people: Collection[str]) -> Iterator[tuple[str, tuple[int, int], list[str | None]]]:
        """(person, its days, what it says) of each fact that the asker may see."""
        near = within(self.sight.circle, people)
        asked = sorted(set(people)) if near is None else near
        numbers = dict(zip(self.columns.numbers(asked).tolist(), asked, strict=True))
        there = [number for number in numbers if number >= 0]
        for number, fact in self.columns.filed.facts_of(there):
            person, (cls, case, since, until, said) = numbers[number], fact
            if self._opened.to(cls, case, person):
                yield person, (since, until), orjson.loads(said)

    def ties(self, ties: Iterable[FamilyTie]) -> list[Row]:
        """As `family_told`, of these ties, which the asker sees and which came out of these arrays."""
        wanted, columns = sorted(ties, key=lambda tie: (tie.type, tie.id)), self.columns
        if not wanted:
            return []
        places = np.array([tie.place for tie in wanted], np.int64)
        entries = taken(columns.base_entries, columns.late_entries, places).tolist()
        told = columns.words(places)[:, TOLD].tolist()
        ways = {how: _how(columns.filed.telling(how)) for how in set(told)}
        return [self._tie(tie, entry, ways[how]) for tie, entry, how in zip(wanted, entries, told, strict=True)]

    def _tie(self, tie: FamilyTie, entry: list[int], said: Row) -> Row:
        by = said["stated_by"]
        return {
            "id": tie.id,
            "type": tie.type,
            "a": tie.a,
            "b": tie.b,
            "role": tie.role or None,
            "last_contact": _day(entry[CONTACT], NEVER),
            "said_by_staff": self.staff.get(by) if by else None,
            "verification": tie.verification,
            "valid_from": _day(entry[SINCE], NEVER),
            "valid_to": _day(entry[UNTIL], ALWAYS),
            **said,
        }

    @cached_property
    def _opened(self) -> Opened:
        return Opened(self.columns, self.sight)


def _how(telling: Mapping[str, str]) -> Row:
    """How a tie was said, as columns of its row."""
    said = {part: text or None for part, text in telling.items()}
    days = {part: _iso(said.pop(part)) for part in ("stated_at", "contested_at")}
    records = [id for id in (said.pop("start_record"), said.pop("end_record")) if id]
    return {**said, **days, "records": records}


def _staff(id: str, name: str) -> Row:
    rest = dict.fromkeys(("name_id", "given", "family", "kind", "stated_at"))
    return {"id": id, "staff": name, **rest, "questioned": False}


def _name(person: str, said: list[str | None]) -> Row:
    _, id, _, stated_at, questioned, given, family, kind = said
    return {
        "id": person,
        "staff": None,
        "name_id": id,
        "given": given,
        "family": family,
        "kind": kind,
        "stated_at": _iso(stated_at),
        "questioned": bool(questioned),
    }


def _life(person: str, said: list[str | None]) -> Row:
    noun, id, owner, stated_at, questioned, day, sex, _ = said
    return {
        "person": person,
        "noun": noun,
        "id": id,
        "owner": owner,
        "happened_on": _iso(day),
        "said_on": _iso(stated_at),
        "questioned": bool(questioned),
        "sex": sex or "",
    }


def _iso(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def _day(ordinal: int, unknown: int) -> date | None:
    return None if ordinal == unknown else date.fromordinal(ordinal)
