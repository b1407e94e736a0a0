"""What every record of the family's work has in common: who said it, as whom, and the columns of a statement.

    values of the noun's own columns  +  who said it, when, in whose file  →  the properties that are stored

The names are those of model/nouns.py, so that whatever reads an imported statement reads a recorded one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from graphsvc.access.safety import safety_reading
from graphsvc.access.safety_rules import decide
from graphsvc.access.sees import TIE_PARAMS, sees
from graphsvc.catalogue import Row
from graphsvc.database.driver import Unit
from graphsvc.model.nouns import NOUN, Kind
from graphsvc.model.safety_lines import Finding, barred, concealed
from graphsvc.records.ledger import (
    REVIEWER,
    Desk,
    Refused,
    class_of,
    compartment_of,
    first_refusal,
    joined,
    new_id,
    too_long,
    unknown_to,
)

SPEAKERS = ("PERSON", "FAMILY", "WORKER")
"""In what capacity something is said to a worker. Whoever says it as PERSON or FAMILY is named."""
DOUBTS = ("CHALLENGED", "DISPROVEN")
WALKED = ("KIN_OF", "UNION_WITH", "GUARDIAN_OF", "CAREGIVER_OF", "MENTOR_OF", "SUPPORTS")
NEW: Mapping[str, None] = MappingProxyType(
    dict.fromkeys(
        ("case_id", "valid_to", "contested_at", "contests", "doubted_at", "row_hash", "replaced_by", "start_record",
         "end_record", "moved_on")
    )
)  # fmt: skip
"""What an earlier statement may have that a new one has not, where it is carried over."""


class Spoken(Protocol):
    """An input that says who said it."""

    @property
    def stated_as(self) -> str: ...

    @property
    def stated_by(self) -> str | None: ...

    @property
    def source(self) -> str | None: ...


@dataclass(frozen=True)
class RecordedAnswer:
    """A statement on file: its id, the people about whom something changed, and what to look at again.

    `warnings` are (code, sentence): nothing was refused for them.
    """

    statement: str
    people: tuple[str, ...]
    warnings: tuple[tuple[str, str], ...] = ()


def misspoken(said: Spoken) -> Refused | None:
    """What is wrong with who said it."""
    return first_refusal(
        None if said.stated_as in SPEAKERS else Refused("UNKNOWN_CODE", "PERSON, FAMILY or WORKER.", "statedAs"),
        Refused("MISSING", "Name who said it.", "statedBy")
        if said.stated_as != "WORKER" and not said.stated_by
        else None,
        too_long("source", said.source),
    )


def speaker_of(said: Spoken) -> tuple[str, ...]:
    """The person who is quoted, if anybody: she must be known to the asker as everybody else is."""
    return joined((said.stated_by,)) if said.stated_as != "WORKER" else ()


async def statement_of(tx: Unit, desk: Desk, noun: str, said: Spoken, values: Mapping[str, object], prefix: str) -> Row:
    """The properties of a new statement; columns that nobody said have the noun's default, as in an import."""
    return {**defaults_of(noun), **given(values), **await common(tx, desk, said, prefix)}


async def stated(tx: Unit, desk: Desk) -> dict[str, object]:
    """The columns of a statement that a worker makes now (STATEMENT): one compartment, one owner, its class, today."""
    return {
        "cls": await class_of(tx, desk),
        "compartment": compartment_of(desk.sight),
        "owner": desk.agency,
        "sensitivity": "OPEN",
        "sharing": "NONE",
        "stated_by": desk.user,
        "stated_as": "WORKER",
        "stated_at": desk.clock.today(),
        "recorded_at": desk.clock.now(),
        "verification": "STATED",
        "sealed": False,
    }


async def common(tx: Unit, desk: Desk, said: Spoken, prefix: str) -> Row:
    """What every new statement of this asker carries."""
    spoken = {"stated_as": said.stated_as} | ({} if said.stated_as == "WORKER" else {"stated_by": said.stated_by})
    kept = {"id": new_id(prefix), "sources": list(joined((said.source,))), "valid_from": desk.clock.today()}
    return {**await stated(tx, desk), **kept, **spoken}


def given(values: Mapping[str, object]) -> Row:
    """The values that were said, as the driver takes them."""
    return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items() if v is not None}


def defaults_of(noun: str) -> Row:
    """The defaults of the noun's own columns."""
    columns = (c for c in NOUN[noun].columns if c.default)
    return {c.name: c.default == "yes" if c.kind is Kind.YES_NO else c.default for c in columns}


# ---- what the safety lines say, and what a new word may not undo ------------------------------------------------


async def findings_of(desk: Desk, person: str, relative: str, *others: str) -> tuple[Finding, ...] | None:
    """What the safety lines say of the relative for that person; None: one of these people is unknown to the asker."""
    if await unknown_to(desk, person, relative, *others):
        return None
    today = desk.clock.today()
    reading = await safety_reading(desk.graph, person, [relative], today)
    found = decide(reading, relative, today, desk.site)
    hidden = concealed(found) and REVIEWER not in desk.sight.principal.roles
    return None if hidden else found


async def in_doubt(desk: Desk, person: str, other: str | None = None) -> bool:
    """Whether the asker may see a tie of this person (to that other one) that line 12 holds."""
    rows = await desk.graph.read(
        "person_ties", person_id=person, types=list(WALKED), as_of=desk.clock.today(), **sees(desk.sight, TIE_PARAMS)
    )
    doubtful = [row for row in rows if row["contested_at"] or row["verification"] in DOUBTS]
    return any(other in (None, row["other"]) for row in doubtful)


async def kept_out(desk: Desk, relative: str, found: tuple[Finding, ...]) -> bool:
    """Whether a line or a doubt keeps the relative out now. A new word may end that, and then no screen from before
    it says anything: nobody comes from excluded or held into a band without a new one (definitions.md §4)."""
    return barred(found) or await in_doubt(desk, relative)


async def void_screens(tx: Unit, desk: Desk, relatives: tuple[str, ...] | None, plans: tuple[str, ...] | None) -> None:
    """Screens that found nothing of these relatives (None: of anybody), for these plans (None: all), count no more."""
    await tx.run(
        "void_screens",
        relatives=None if relatives is None else list(relatives),
        plans=None if plans is None else list(plans),
        today=desk.clock.today(),
    )
