"""recordTie and endTie: two people who are known, and what joins them. One stored tie is read from either end (AC-5.1).

Nobody becomes their own ancestor, as far as the asker may see the family; two mothers by birth are a warning, not a
refusal. A tie that is stated beside one in doubt may end that doubt for whoever reads both: the two are screened anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from graphsvc.access.sees import sees
from graphsvc.access.statements import named_params
from graphsvc.catalogue import Row
from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.model.kin import CHILD_ROLES, KIN_ROLES, LINEAL, PARENT_ROLES
from graphsvc.model.news import News
from graphsvc.model.ties import KIND_OF_TYPE
from graphsvc.records.ledger import (
    Desk,
    Made,
    Refused,
    first_refusal,
    future,
    not_found,
    unknown_code,
    unknown_to,
    write_once,
)
from graphsvc.records.said import herself
from graphsvc.records.stating import RecordedAnswer, in_doubt, misspoken, speaker_of, statement_of, void_screens

DAY = timedelta(days=1)
KIN_PARAMS = ("allowed", "cases", "consented", "consent_classes", "kin_circle")


@dataclass(frozen=True)
class TieShape:
    """A row: a kind of tie, its noun, and which columns somebody may state of it besides its quality."""

    kind: str
    noun: str
    type: str
    columns: Mapping[str, str]
    """Column → its code set."""


SHAPES: Mapping[str, TieShape] = MappingProxyType(
    {
        shape.kind: shape
        for shape in (
            TieShape("KIN", "kin", "KIN_OF", {"role": "kin_role", "side": "side", "basis": "basis"}),
            TieShape("UNION", "unions", "UNION_WITH", {"category": "union_category", "status": "union_status"}),
            TieShape("GUARDIAN", "guardianships", "GUARDIAN_OF", {"scope": "guardian_scope"}),
            TieShape("CAREGIVER", "caregivers", "CAREGIVER_OF", {}),
            TieShape("MENTOR", "mentors", "MENTOR_OF", {}),
            TieShape("SUPPORT", "supports", "SUPPORTS", {"kinds": "support_kind"}),
        )
    }
)
"""Whether a guardian is cleared as the route to a minor, and a mentor vetted, no worker says of her own."""
SHAPED = ("role", "side", "basis", "category", "status", "scope", "kinds")
QUALITY = ("closeness", "frequency", "tone")


@dataclass(frozen=True)
class TieInput:
    """What joins two people, from the relative to the person: the relative is the mother, guardian, supporter of."""

    idempotency_key: str
    kind: str
    relative: str
    person: str
    role: str | None = None
    side: str | None = None
    basis: str | None = None
    category: str | None = None
    status: str | None = None
    scope: str | None = None
    kinds: tuple[str, ...] | None = None
    closeness: str | None = None
    frequency: str | None = None
    tone: str | None = None
    last_contact: date | None = None
    valid_from: date | None = None
    stated_as: str = "WORKER"
    stated_by: str | None = None
    source: str | None = None


async def record_tie(desk: Desk, said: TieInput) -> RecordedAnswer | Refused | Problem:
    """Records a tie. NOT_FOUND where one of the people is unknown to the asker."""
    wrong = _wrong(desk, said)
    if wrong:
        return wrong
    if await unknown_to(desk, said.relative, said.person, *speaker_of(said)):
        return not_found()
    if await _loops(desk, said):
        return Refused("OWN_ANCESTOR", "Somebody would be their own ancestor.", "role")
    warnings = await _warnings(desk, said)
    doubted = await in_doubt(desk, said.relative, said.person)

    async def work(tx: Unit) -> Made[RecordedAnswer] | Refused | Problem:
        shape, both = SHAPES[said.kind], (said.relative, said.person)
        stated = await statement_of(tx, desk, shape.noun, said, _values(desk, said), "t")
        stated["valid_from"] = said.valid_from
        ends = {"from_id": said.relative, "to_id": said.person}
        rows = await tx.run("record_between", type=shape.type, said=stated, **ends)
        if doubted:
            await void_screens(tx, desk, both, None)
        news = News("TIE_RECORDED", both, statement=rows[0]["id"], label=shape.type)
        return Made(RecordedAnswer(rows[0]["id"], both, warnings), both, news=(news,))

    return await write_once(desk, "recordTie", said, RecordedAnswer, work)


def _values(desk: Desk, said: TieInput) -> dict[str, object]:
    dated = {"quality_at": desk.clock.today()} if any(getattr(said, name) for name in QUALITY) else {}
    return {**{name: getattr(said, name) for name in (*SHAPED, *QUALITY, "last_contact")}, **dated}


def _wrong(desk: Desk, said: TieInput) -> Refused | None:
    shape, today = SHAPES.get(said.kind), desk.clock.today()
    if shape is None:
        return Refused("UNKNOWN_CODE", f"kind must be of: {', '.join(SHAPES)}.", "kind")
    other = [name for name in SHAPED if getattr(said, name) is not None and name not in shape.columns]
    codes = {name: of for name, of in shape.columns.items() if of != "kin_role"}
    return first_refusal(
        Refused("NOT_OF_THIS_KIND", "A tie of that kind has no such column.", other[0]) if other else None,
        Refused("MISSING", "Say what the relative is to the person.", "role")
        if said.kind == "KIN" and not said.role
        else None,
        Refused("UNKNOWN_CODE", "role is of HL7's RoleCode.", "role")
        if said.role is not None and said.role not in KIN_ROLES
        else None,
        *(unknown_code(of, name, *_listed(getattr(said, name))) for name, of in codes.items()),
        *(unknown_code(name, name, getattr(said, name)) for name in QUALITY),
        future(said.last_contact, today, "lastContact"),
        future(said.valid_from, today, "validFrom"),
        misspoken(said),
        herself(said.person, said.relative),
    )


def _listed(value: str | tuple[str, ...] | None) -> tuple[str | None, ...]:
    return value if isinstance(value, tuple) else (value,)


def _parent_and_child(said: TieInput) -> tuple[str, str] | None:
    """(parent, child), where the tie is of descent."""
    way = LINEAL.get(said.role or "")
    if said.kind != "KIN" or way is None:
        return None
    return (said.relative, said.person) if way == 1 else (said.person, said.relative)


async def _loops(desk: Desk, said: TieInput) -> bool:
    """Whether the child is an ancestor of the parent already, by visible ties: what is hidden refuses nobody."""
    ends = _parent_and_child(said)
    if ends is None:
        return False
    rows = await desk.graph.read(
        "kin_descent",
        relative_id=ends[0],
        person_id=ends[1],
        roles=list(PARENT_ROLES),
        child_roles=list(CHILD_ROLES),
        **sees(desk.sight, KIN_PARAMS),
    )
    return bool(rows)


@dataclass(frozen=True)
class SecondParent:
    """A row: a second parent by birth of one sex is a warning, since both may be meant (AC-5.1)."""

    sex: str
    code: str
    sentence: str


SECOND_PARENTS = (
    SecondParent("FEMALE", "TWO_MOTHERS", "Another mother by birth is on file; both are kept."),
    SecondParent("MALE", "TWO_FATHERS", "Another father by birth is on file; both are kept."),
)


async def _warnings(desk: Desk, said: TieInput) -> tuple[tuple[str, str], ...]:
    ends = _parent_and_child(said)
    if ends is None or not _by_birth(said.role, said.basis):
        return ()
    today = desk.clock.today()
    rows = await desk.graph.read("kin_ties", person_id=ends[1], as_of=today, **sees(desk.sight, KIN_PARAMS))
    sex = KIN_ROLES[said.role or ""].sex if ends[0] == said.relative else ""
    return second_parents(sex, ends[0], rows)


def second_parents(sex: str, parent: str, rows: Iterable[Row]) -> tuple[tuple[str, str], ...]:
    """The warnings for one more parent by birth of that sex, beside a child's kin as read from her side. Pure."""
    others = {
        KIN_ROLES[row["role"]].sex
        for row in rows
        if row["type"] == "KIN_OF" and not row["outward"] and row["other"] != parent
        if _by_birth(row["role"], row["basis"]) and LINEAL.get(row["role"]) == 1
    }
    return tuple((each.code, each.sentence) for each in SECOND_PARENTS if each.sex == sex and sex in others)


def _by_birth(role: str | None, basis: str | None) -> bool:
    group = KIN_ROLES[role].group if role and role in KIN_ROLES else ""
    return group in ("PRN", "CHILD") and (basis or "BIOLOGICAL") == "BIOLOGICAL"


# ---- its end ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EndTieInput:
    """Which tie ended, and when: from that day on it counts no more; empty: today."""

    idempotency_key: str
    tie: str
    ended_on: date | None = None


async def end_tie(desk: Desk, said: EndTieInput) -> RecordedAnswer | Refused | Problem:
    """Ends a tie that the asker's own agency stated. It stays on file, and what protects by it goes on protecting."""
    today = desk.clock.today()
    day = said.ended_on or today
    wrong = future(said.ended_on, today, "endedOn")
    if wrong:
        return wrong

    async def work(tx: Unit) -> Made[RecordedAnswer] | Refused | Problem:
        rows = await tx.run("statements_named", **named_params(desk.sight, [said.tie]))
        rows = [row for row in rows if KIND_OF_TYPE.get(row["label"]) in SHAPES]
        if not rows or await unknown_to(desk, *rows[0]["people"]):
            return not_found()
        if rows[0]["owner"] != desk.agency:
            return Refused("NOT_YOURS", "Another agency stated it: contest it, or reportError.", "tie")
        ended = await tx.run("end_tie", element=rows[0]["element"], last_day=max(day, date.min + DAY) - DAY)
        if not ended:
            return Refused("ENDED", "It had ended by then, or had not begun.", "endedOn")
        a, b = rows[0]["people"]
        await void_screens(tx, desk, (a,), (b,))
        await void_screens(tx, desk, (b,), (a,))
        news = News("TIE_ENDED", (a, b), statement=said.tie, label=rows[0]["label"])
        return Made(RecordedAnswer(said.tie, (a, b)), (a, b), news=(news,))

    return await write_once(desk, "endTie", said, RecordedAnswer, work)
