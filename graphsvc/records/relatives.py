"""recordPerson: a relative of whom nothing was on file for the asker, with a name and the tie to the person.

Everybody new is compared with everybody on file, hidden records included, by the record linkage of the importer; what
may be one human waits for a safety reviewer, who alone sees it. The answer, the statements and the work done are the
same whether or not anybody is like it, and the relative waits for a screen in any case (definitions.md §7).
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graphsvc.catalogue import Row
from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.news import News
from graphsvc.model.person import folded
from graphsvc.records.ledger import (
    Desk,
    Made,
    Refused,
    first_refusal,
    future,
    new_id,
    not_found,
    too_long,
    unknown_code,
    unknown_to,
    write_once,
)
from graphsvc.records.stating import RecordedAnswer, misspoken, speaker_of, statement_of

Alike = Callable[[str, Mapping[str, object], Iterable[Row]], list[Row]]
"""(new id, her name, birth and sex, facts of others) → rows {a, b, bits}: graphsvc.importing.link.alike."""


@dataclass(frozen=True)
class PersonInput:
    """A new relative of a person. `role`: what the relative is to the person, HL7."""

    idempotency_key: str
    person: str
    role: str
    given: str
    family: str
    born_on: date | None = None
    sex: str = "UNKNOWN"
    side: str = "NA"
    basis: str = "BIOLOGICAL"
    closeness: str | None = None
    frequency: str | None = None
    tone: str | None = None
    last_contact: date | None = None
    stated_as: str = "WORKER"
    stated_by: str | None = None
    source: str | None = None


QUALITY = ("closeness", "frequency", "tone")


async def record_person(desk: Desk, said: PersonInput, alike: Alike) -> RecordedAnswer | Refused | Problem:
    """Records a relative. NOT_FOUND where the person is unknown to the asker."""
    wrong = _wrong(desk, said)
    if wrong:
        return wrong
    if await unknown_to(desk, said.person, *speaker_of(said)):
        return not_found()
    new = new_id("p")
    name = {"given": said.given.strip(), "family": said.family.strip()}
    about = {**name, "born_on": said.born_on, "sex": said.sex}
    rows = await desk.graph.read("import_alike", folded=folded(name["given"], name["family"]), born_on=said.born_on)
    found = await asyncio.to_thread(alike, new, about, rows)

    async def work(tx: Unit) -> Made[RecordedAnswer] | Refused | Problem:
        await tx.run("record_person", id=new, matches=found)
        named = await statement_of(tx, desk, "names", said, name, "n")
        named["folded"] = folded(name["given"], name["family"])
        await tx.run("record_about", link="HAS_NAME", label="Name", person_id=new, said=named)
        if said.born_on or said.sex != "UNKNOWN":
            born = await statement_of(tx, desk, "births", said, {"born_on": said.born_on, "sex": said.sex}, "b")
            await tx.run("record_about", link="HAS_BIRTH", label="Birth", person_id=new, said=born)
        tie = await statement_of(tx, desk, "kin", said, kin_of(desk, said), "k")
        ends = {"from_id": new, "to_id": said.person}
        rows = await tx.run("record_between", type="KIN_OF", said=tie, **ends)
        news = News("RELATIVE_RECORDED", (said.person,), (new,), rows[0]["id"], "KIN_OF")
        return Made(RecordedAnswer(rows[0]["id"], (new, said.person)), (new, said.person), news=(news,))

    return await write_once(desk, "recordPerson", said, RecordedAnswer, work)


def kin_of(desk: Desk, said: PersonInput) -> dict[str, object]:
    """The columns of the kin tie, dated as to its quality where anything was said of it."""
    names = ("role", "side", "basis", *QUALITY, "last_contact")
    dated = {"quality_at": desk.clock.today()} if any(getattr(said, name) for name in QUALITY) else {}
    return {**{name: getattr(said, name) for name in names}, **dated}


def _wrong(desk: Desk, said: PersonInput) -> Refused | None:
    today = desk.clock.today()
    return first_refusal(
        None if said.given.strip() or said.family.strip() else Refused("MISSING", "Say a name.", "given"),
        too_long("given", said.given, said.family),
        None if said.role in KIN_ROLES else Refused("UNKNOWN_CODE", "role is of HL7's RoleCode.", "role"),
        unknown_code("sex", "sex", said.sex),
        unknown_code("side", "side", said.side),
        unknown_code("basis", "basis", said.basis),
        *(unknown_code(name, name, getattr(said, name)) for name in QUALITY),
        future(said.born_on, today, "bornOn"),
        future(said.last_contact, today, "lastContact"),
        misspoken(said),
    )
