"""What a changed row must not undo: a protective fact keeps its effect when its record is changed (definitions.md §4).

    GUARDS: noun → which of its columns protect, and by which values
    left_behind(noun, stood, sent) → what stays of the rows as they stood, who is screened anew

Where a row goes to other people, or says less than before, what stood stays beside it under an id of its own, sealed:
so it acts as what is sealed does, for the same people and by the same lines, until a safety reviewer decides. The two
whom it stood between are kept apart as by a purge, so that they wait for her.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from graphsvc.catalogue import Row
from graphsvc.importing.cells import Cell
from graphsvc.importing.stored import UNLOWERED, ends_of, plain_text
from graphsvc.model.nouns import Noun

Values = frozenset[str]
SAID: Values = frozenset()
"""Whatever was said."""
EVEN_UNSAID: Values = frozenset({""})
"""Whatever was said, and that nothing was: a hold for nobody's plan is one for everybody's."""


@dataclass(frozen=True)
class Guard:
    """Columns that protect, each with the values that do. `always`: it counts whatever these say, so that it is left
    behind wherever it goes from; `whose`: columns that say for whom."""

    columns: Mapping[str, Values]
    always: bool = False
    whose: tuple[str, ...] = ()


def _values(text: str) -> Values:
    return frozenset(text.split())


_DOUBT = {"verification": _values("DISPROVEN CHALLENGED")}
"""Line 12: a tie in doubt holds its two ends."""
_TONE = {"tone": _values("ABUSIVE"), **_DOUBT}
_PARTIES = _values("VICTIM WITNESS SUSPECT DEFENDANT ADVERSE ARRESTEE")
GUARDS: Mapping[str, Guard] = MappingProxyType(
    {
        "orders": Guard({"type": SAID, "conditions": SAID}, always=True),
        "harms": Guard({"type": SAID, "valid_from": EVEN_UNSAID}, always=True),
        "refusals": Guard({}, always=True),
        "witnesses": Guard({}, always=True),
        "live_conflicts": Guard({}, always=True),
        "alerts": Guard({"person": SAID, "kind": SAID}, always=True),
        "holds": Guard({"person": SAID, "for_person": EVEN_UNSAID}, always=True),
        "screens": Guard({"result": _values("HOLD DO_NOT_CONTACT")}),
        "matches": Guard({"state": _values("PLAUSIBLE SAME")}),
        "apart": Guard({"reach": SAID}, always=True),
        "deaths": Guard({"person": SAID}, always=True),
        "wishes": Guard({"wish": _values("NO"), **_DOUBT}),
        "contact_attempts": Guard({"outcome": _values("ASKED_NOT_TO_CONTACT DECEASED")}),
        "incident_roles": Guard({"role": _PARTIES}),
        "addresses": Guard({"confidential": _values("true"), "kind": _values("SHELTER")}),
        "births": Guard({}, whose=("person", "born_on")),
        "removals": Guard({}, whose=("person", "caregivers")),
        "kin": Guard({"rights_ended_on": SAID, **_TONE}, always=True, whose=("role",)),
        "guardianships": Guard(_TONE, always=True),
        "caregivers": Guard(_TONE, always=True),
        "household_members": Guard(_TONE, always=True),
        "unions": Guard(_TONE),
        "mentors": Guard(_TONE),
        "supports": Guard(_TONE),
    }
)
"""Family, homes and removals say whose orders and harms count for whom (definitions.md §7), ages whom line 8 is about.
What merely ends or lapses needs no guard: it stands there and holds. What nothing lowers (UNLOWERED) does not either,
until it goes to somebody else."""


@dataclass(frozen=True)
class Behind:
    """`kept`: ids of what stays behind. `apart`: pairs. `again`: who is screened anew. `unsettled`: ids of protective
    facts that say something else now, and `about` whom: what a reviewer settled of them was another matter."""

    kept: tuple[str, ...]
    apart: tuple[tuple[str, str], ...]
    again: tuple[str, ...]
    unsettled: tuple[str, ...]
    about: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A row as it stood and as it is sent. `bears`: something of it protected; `less`: it does no more; `whose`: it is
    for others now; `otherwise`: its own columns say something else."""

    id: str
    people: tuple[str, ...]
    moved: bool
    bears: bool
    less: bool
    whose: bool
    otherwise: bool


def left_behind(noun: Noun, stood: Iterable[Row], sent: Iterable[Mapping[str, Cell]]) -> Behind:
    """What stays of these rows as they stood, where they are sent otherwise."""
    guard, rows = GUARDS[noun.name], {str(row["id"]): row for row in sent}
    # what is sealed is changed by nothing but another sealed row
    pairs = [(old, rows[old["id"]]) for old in stood if not old["told"].get("sealed") or rows[old["id"]].get("sealed")]
    changes = [_change(noun, guard, old, new) for old, new in pairs]
    kept = [each for each in changes if each.less or each.whose or (each.moved and (guard.always or each.bears))]
    unsettled = [each for each in changes if noun.protective and (each.moved or each.otherwise)]
    return Behind(
        tuple(each.id for each in kept),
        tuple((each.people[0], each.people[1]) for each in kept if each.bears and len(set(each.people)) == 2),
        _people(each for each in changes if each.less and not noun.protective),
        tuple(each.id for each in unsettled),
        _people(unsettled),
    )


def _change(noun: Noun, guard: Guard, old: Row, new: Mapping[str, Cell]) -> Change:
    told = old["told"]
    ends, bearing = ends_of(noun), {name: _protecting(values, told.get(name)) for name, values in guard.columns.items()}
    own = [column.name for column in (*noun.columns[len(ends) :], *(c for c in noun.all_columns if c.name in _STANDS))]
    return Change(
        id=old["id"],
        people=tuple(old["people"]),
        moved=bool(ends) and list(old["ends"]) != [new[column.name] for column in ends],
        bears=(noun.protective and guard.always) or any(bearing.values()),
        less=any(values - _all(new[name]) for name, values in bearing.items() if (noun.name, name) not in UNLOWERED),
        whose=any(_protecting(SAID, told.get(name)) - _all(new[name]) for name in guard.whose),
        otherwise=any(_all(told.get(name)) != _all(new[name]) for name in own),
    )


_STANDS = ("valid_from", "valid_to", "verification")
"""Of the columns of every statement those that say whether it holds."""


def _protecting(values: Values, cell: object) -> Values:
    """What a cell says that protects."""
    return _all(cell) & values if values - EVEN_UNSAID else _all(cell) - (EVEN_UNSAID - values)


def _all(cell: object) -> Values:
    """What a cell says, as text, each item of a list by itself."""
    return frozenset(map(plain_text, cell) if isinstance(cell, list | tuple) else (plain_text(cast(Cell, cell)),))


def _people(changes: Iterable[Change]) -> tuple[str, ...]:
    return tuple(sorted({person for each in changes for person in each.people}))
