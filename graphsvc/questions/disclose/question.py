"""mayDisclose (domain.md §14, 13): may I tell that agency this, by which consent and rule, what, and with what notice.

    read     the person's statements that the asker sees · the agency, its work with the person, consents naming it
    decide   the first rule that holds (rules.py); the entry of the disclosure log is prepared and not written

What is another agency's, restricted, in doubt or about somebody else too is never among what may be said: the asker
may see it and may not pass it on.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.access.recipients import Opening, Recipients
from graphsvc.access.statements import BY_LABEL, subject_rows
from graphsvc.access.touchpoints import UNDATED, injuries_since
from graphsvc.audit.disclosures import PART_2, PART_2_NOTICE, Disclosure
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis, Problem, Reason, problem
from graphsvc.model.asker import Sight
from graphsvc.model.codes import CODES
from graphsvc.model.person import Person, born_on
from graphsvc.model.site import Site
from graphsvc.questions.disclose.rules import RULES, Asked, DisclosureRule, covers

FIELD = "mayDisclose"
NEVER = frozenset({"ContactPoint", "MEMBER_OF_HOUSEHOLD"})
"""A way to reach somebody leaves through `reveal` alone; a membership tells of a shelter, and who else lives there."""
SURE = frozenset({"PROVEN", "STATED"})


@dataclass(frozen=True)
class PreparedEntry:
    """The entry of the disclosure log as 803 CMR 7.11 asks for it, the recipient's name left for whoever tells.

    `fields`: what kinds of statement it would show; `notice` goes with them.
    """

    subject_name: str
    subject_born_on: date | None
    entry: Disclosure
    fields: tuple[str, ...]
    lawful_basis: str
    consent: str | None
    notice: str | None


@dataclass(frozen=True)
class MayDiscloseAnswer:
    """Yes or no, and by what."""

    basis: Basis
    person: str
    what: str
    to: str
    sector: str
    may: bool
    rule: Reason
    word: str
    consent: str | None
    may_be_said: str | None
    next_step: str
    notice: str | None
    prepared: PreparedEntry | None
    shown: tuple[tuple[str, str], ...] = ()
    """(owner, statement) of the name and birth date in the entry, and of what it lists."""


async def may_disclose(
    graph: Graph, sight: Sight, site: Site, recipients: Recipients, *, person_id: str, what: str, to: str
) -> MayDiscloseAnswer | Problem:
    """Whether that agency may be told this. NOT_FOUND for whoever the asker may not ask about, unknown and hidden
    alike, and for an agency that is not at the table."""
    if sight.circle is not None and person_id not in sight.circle:
        return problem("NOT_FOUND")
    (subject, rows), found = await asyncio.gather(
        subject_rows(graph, sight, site, person_id),
        graph.read(
            "access_disclosure",
            person_id=person_id,
            agency=to,
            now=sight.now,
            today=sight.today,
            verbal_since=sight.today - timedelta(days=site.consent_verbal_days),
        ),
    )
    if subject is None or not found:
        return problem("NOT_FOUND")
    asked = _asked(sight, recipients, what, to, found[0], rows)
    rule = next(each for each in RULES if each.holds(asked))
    return _answer(sight, subject, asked, rule)


def _asked(sight: Sight, recipients: Recipients, what: str, to: str, found: Row, rows: Iterable[Row]) -> Asked:
    own, purpose = sight.principal.agency, sight.purpose.purpose if sight.purpose else ""
    contact = what in CODES["touchpoint_type"]
    opening = recipients.opening(own, to, found["sector"], what, purpose)
    compartment = sight.touch_compartments.get(what, what)
    told = tuple(row for row in rows if _tellable(row, what, own, contact=contact) and _passes(opening, row, to, sight))
    consents = tuple(c["id"] for c in found["consents"] if covers(c, compartment))
    return Asked(what, compartment, to, own, found["sector"], opening, found["assigned"], consents, told)


def _tellable(row: Row, what: str, own: str, *, contact: bool) -> bool:
    """Whether a statement is of that kind and the asker's agency's to tell, sure and about the person alone. Contacts
    go by their type, whatever compartment they stand in."""
    facts, is_contact = row["facts"], row["label"] == "Touchpoint"
    kind = is_contact is contact and facts.get("type" if contact else "compartment") == what
    mine = row["owner"] == own and facts.get("sensitivity", "OPEN") == "OPEN"
    sure = facts.get("verification", "STATED") in SURE and facts.get("contested_at") is None
    return bool(kind and mine and sure and row["other"] is None and row["label"] not in NEVER)


def _passes(opening: Opening, row: Row, to: str, sight: Sight) -> bool:
    """Whether the statement itself is what the recipient would see, today where its day is not shown."""
    facts, counts = row["facts"], UNDATED.get(opening.word)
    if counts and not counts(facts, sight.today, injuries_since(sight.today, sight.zone)):
        return False
    parties = (facts.get("agency"), *(facts.get("parties") or ()))
    fits: dict[str, bool] = {"shared": facts.get("sharing") == "SHARED", "party": to in parties}
    return fits.get(opening.gate, True)


def _answer(sight: Sight, subject: Person, asked: Asked, rule: DisclosureRule) -> MayDiscloseAnswer:
    notice = PART_2_NOTICE if rule.may and asked.compartment == PART_2 else None
    consent = asked.consents[0] if rule.may and asked.opening.consent else None
    prepared = _prepared(sight, subject, asked, consent, notice) if rule.may else None
    return MayDiscloseAnswer(
        basis=Basis(sight.today, sight.policy_version, HOW, LIMITS),
        person=subject.id,
        what=asked.what,
        to=asked.to,
        sector=asked.sector,
        may=rule.may,
        rule=Reason(rule.code, rule.sentence(asked), (("word", asked.opening.word),), None, rule.source(asked)),
        word=asked.opening.word,
        consent=consent,
        may_be_said=asked.opening.says if rule.may else None,
        next_step=rule.next_step,
        notice=notice,
        prepared=prepared,
        shown=_shown(subject, asked) if prepared else (),
    )


def _prepared(sight: Sight, subject: Person, asked: Asked, consent: str | None, notice: str | None) -> PreparedEntry:
    purpose = sight.purpose
    entry = Disclosure(
        at=sight.now,
        recipient="",
        agency=asked.to,
        owner=asked.own,
        field=FIELD,
        purpose=purpose.purpose if purpose else None,
        reason=purpose.reason_code if purpose else None,
        case=purpose.case_id if purpose else None,
        statements=tuple(sorted(row["id"] for row in asked.rows)),
    )
    fields = tuple(sorted({BY_LABEL[row["label"]].name for row in asked.rows}))
    basis = "CONSENT" if consent else "NEED_RIGHT_TO_KNOW"
    return PreparedEntry(subject.title, born_on(subject), entry, fields, basis, consent, notice)


def _shown(subject: Person, asked: Asked) -> tuple[tuple[str, str], ...]:
    sources = (*(name.source for name in subject.names), *(birth.source for birth in subject.births))
    return (
        *((source.agency, source.statement_id) for source in sources),
        *((row["owner"], row["id"]) for row in asked.rows),
    )


HOW = "The first rule that holds; a disclosure opens no more to an agency than this service would show its people."
LIMITS = (
    "What is another agency's, restricted, questioned or about somebody else too is not counted among it.",
    "This is no legal advice: where a law of the state says more, that stands.",
)
