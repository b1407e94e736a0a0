"""subjectFile: what is on file about a person, in plain language, as far as the person may be told; for print.

    read     her statements · who of the others is concealed from her · contests · disclosures
    decide   which are told (pure)      what is not leaves no trace: no row, no count, and the same last lines for all

Never told: what is sealed; criminal intelligence and case files; every protective fact, whomever it protects; who was
harmed by her or stands against her (lines 3 and 6), what conceals a place or a source (lines 7 and 15); what anybody
else said as a person or for the family; what another one's plan holds of her as a relative; how to reach anybody.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from graphsvc.access.facts import people_seen, protected_places
from graphsvc.access.safety import safety_findings
from graphsvc.access.statements import BY_LABEL, subject_rows
from graphsvc.audit.disclosures import TO_THE_PERSON, Disclosure, Received
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.nouns import Kind
from graphsvc.model.person import born_on
from graphsvc.model.safety_lines import Effect, Finding
from graphsvc.model.site import Site

NEVER_TOLD = frozenset({"INTEL_28CFR23", "CASE_FILE"})
"""28 CFR 23 gives intelligence to law enforcement alone, and has no notice; a case file is its court's to open."""
CONCEALING_LINES = frozenset({3, 6, 15})
"""A concealing fact that lapsed waits for a safety reviewer: whoever it concealed is not named on paper till then."""


@dataclass(frozen=True)
class Told:
    """How one kind of statement is told: in words, with these columns; of a tie from its start and from its end."""

    outward: str
    columns: tuple[str, ...] = ()
    inward: str = ""


TOLD: Mapping[str, Told] = {
    "Name": Told("Name", ("given", "family", "kind")),
    "Birth": Told("Birth", ("born_on", "sex")),
    "Death": Told("Death", ("died_on",)),
    "Identifier": Told("Number", ("system", "value")),
    "Picture": Told("Picture", ("uri",)),
    "ContactPoint": Told("A way to reach you, told by your worker", ("kind", "label")),
    "Enrolment": Told("On the programme's list", ("status", "enrolled_on", "lead_agency")),
    "Removal": Told("Removed from home", ("removed_on",)),
    "Touchpoint": Told("Contact with an agency", ("type", "agency", "at")),
    "RESIDES_AT": Told("Address", ("kind",)),
    "MEMBER_OF_HOUSEHOLD": Told("Member of a household"),
    "KIN_OF": Told("You are the {role} of {other}", (), "{other} is your {role}"),
    "UNION_WITH": Told("You and {other}", ("category", "status"), "You and {other}"),
    "GUARDIAN_OF": Told("You are the guardian of {other}", ("scope",), "{other} is your guardian"),
    "CAREGIVER_OF": Told("You care for {other}", (), "{other} cares for you"),
    "MENTOR_OF": Told("You are the mentor of {other}", ("programme",), "{other} is your mentor"),
    "SUPPORTS": Told("You support {other}", ("kinds",), "{other} supports you"),
    "WISHES_ABOUT": Told("What you wish about {other}", ("wish",)),
}
"""Closeness and tone are somebody's word about the two, and are not told. What is not here is told to nobody."""
SAID_AS = {"WORKER": "a worker's note", "RECORD": "a record", "OFFICER": "an officer's note"}
SURE = {"PROVEN": "proven", "STATED": "stated, not proven", "CHALLENGED": "in doubt", "DISPROVEN": "found wrong"}


@dataclass(frozen=True)
class FileRow:
    """One statement as it is told."""

    statement: str
    noun: str
    text: str
    agency: str
    stated_by: str
    stated_at: date | None
    valid_from: date | None
    valid_to: date | None
    verification: str
    questioned: bool
    contests: tuple[str, ...]
    retain_until: date | None
    disclosed_to: tuple[str, ...]

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """(owner agency, statement): the printed copy is on record."""
        return ((self.agency, self.statement),)

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        days = ((self.valid_from, "since"), (self.valid_to, "until"), (self.retain_until, "kept until"))
        parts = (
            f"{self.agency}, {self.stated_by}" + (f" of {_day(self.stated_at)}" if self.stated_at else ""),
            SURE[self.verification],
            *(f"{word} {_day(day)}" for day, word in days if day),
            *(("no last day set for it",) if not self.retain_until else ()),
            *(("questioned: no ground for anything until it is answered",) if self.questioned else ()),
            *self.contests,
            *((f"shown to {', '.join(self.disclosed_to)}",) if self.disclosed_to else ()),
        )
        return f"- {self.text}. {'; '.join(parts)}."


@dataclass(frozen=True)
class SubjectFileAnswer:
    """The file, as rows and as a text for print."""

    basis: Basis
    person: str
    text: str
    statements: tuple[FileRow, ...]


async def subject_file(
    graph: Graph, sight: Sight, site: Site, received: Received, *, person_id: str
) -> SubjectFileAnswer | Problem:
    """Everything on file about the person that the person may be told; NOT_FOUND alike for unknown and hidden."""
    subject, rows = await subject_rows(graph, sight, site, person_id)
    if subject is None:
        return problem("NOT_FOUND")
    rows = [row for row in rows if may_be_told(row, person_id)]
    people = {row["other"] for row in rows if row["other"] and row["label"] != "RESIDES_AT"}
    places = await protected_places(graph, (row["other"] for row in rows if row["label"] == "RESIDES_AT"))
    findings = await safety_findings(graph, sight, site, person_id, people)
    hidden = places | {one for one, found in findings.items() if not nameable(found)}
    rows = [row for row in rows if row["other"] not in hidden]
    others, asked, entries = await asyncio.gather(
        people_seen(graph, sight, site, people - hidden, sight.today, about=person_id),
        graph.read("contests", statements=[row["id"] for row in rows], owner=None, by=None),
        asyncio.to_thread(received, [(row["owner"], row["id"]) for row in rows], None),
    )
    names = {one: person.title for one, person in others.items()}
    contested, shown_to = _contests(asked, person_id), _shown_to(entries)
    told = tuple(_row(row, names, contested, shown_to) for row in rows)
    born = born_on(subject)
    head = f"What is on file about {subject.title}{f', born {_day(born)}' if born else ''}, on {_day(sight.today)}."
    last = (_LEFT_OUT, _RIGHT.format(days=site.contest_answer_days))
    text = "\n".join((head, f"Given by {sight.principal.agency}.", "", *(row.sentence for row in told), "", *last))
    return SubjectFileAnswer(Basis(sight.today, sight.policy_version, _EXPLANATION, last), person_id, text, told)


def may_be_told(row: Row, person_id: str) -> bool:
    """Whether the statement as such may be told to the person, whoever is at its other end. Pure."""
    facts, told = row["facts"], TOLD.get(row["label"])
    said_by_others = facts.get("stated_as") in ("PERSON", "FAMILY") and facts.get("stated_by") != person_id
    kept_secret = facts.get("confidential") or facts.get("kind") == "SHELTER"
    way = told and (told.outward if row["outward"] else told.inward)
    return bool(way) and facts["compartment"] not in NEVER_TOLD and not said_by_others and not kept_secret


def nameable(findings: Iterable[Finding]) -> bool:
    """Whether somebody may be named to the person. Contact that an order forbids does not hide who is whose mother:
    to leave her out would tell of an order that was not served yet."""
    return not any(f.effect is Effect.CONCEAL or (f.lapsed and f.line in CONCEALING_LINES) for f in findings)


def _row(
    row: Row,
    names: Mapping[str, str],
    contested: Mapping[str, list[str]],
    shown_to: Mapping[tuple[str, str], tuple[str, ...]],
) -> FileRow:
    facts = row["facts"]
    return FileRow(
        statement=row["id"],
        noun=BY_LABEL[row["label"]].name,
        text=_words(row, names),
        agency=row["owner"],
        stated_by=SAID_AS.get(facts.get("stated_as", "RECORD"), "your own words"),
        stated_at=facts.get("stated_at"),
        valid_from=facts.get("valid_from"),
        valid_to=facts.get("valid_to"),
        verification=facts.get("verification", "STATED"),
        questioned=facts.get("contested_at") is not None or facts.get("verification") in ("CHALLENGED", "DISPROVEN"),
        contests=tuple(contested.get(f"{row['owner']}|{row['id']}", ())),
        retain_until=facts.get("retain_until"),
        disclosed_to=shown_to.get((row["owner"], row["id"]), ()),
    )


def _words(row: Row, names: Mapping[str, str]) -> str:
    told, facts = TOLD[row["label"]], row["facts"]
    role = KIN_ROLES.get(facts.get("role") or "")
    head = (told.outward if row["outward"] else told.inward).format(
        other=names.get(row["other"] or "", "somebody"), role=role.words if role else "relative"
    )
    noun = BY_LABEL[row["label"]]
    values = [_plain(facts[name], noun.column(name).kind) for name in told.columns if facts.get(name) is not None]
    return f"{head}: {', '.join(values)}" if values else head


def _plain(value: object, kind: Kind) -> str:
    if isinstance(value, list):
        return " and ".join(_plain(each, kind) for each in value)
    if isinstance(value, datetime):
        return _day(value.date())
    if isinstance(value, date):
        return _day(value)
    return str(value).lower().replace("_", " ") if kind in (Kind.CODE, Kind.CODES) else str(value)


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _contests(rows: Iterable[Row], person_id: str) -> dict[str, list[str]]:
    """Owner and statement → what was questioned and what came of it; in words only where the person asked herself."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        own = row["said_by"] == person_id
        words = f", in your words: {row['questioned']}, because {row['why']}" if own else ""
        reason = f": {row['reason']}" if own else ""
        answered = f"{row['state'].lower()} on {_day(row['answered_on'])}{reason}" if row["answered_on"] else ""
        due = answered or f"an answer is due on {_day(row['due_on'])}"
        found[f"{row['owner']}|{row['statement']}"].append(f"questioned on {_day(row['asked_on'])}{words}; {due}")
    return found


def _shown_to(entries: Iterable[Disclosure]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Statement → agencies and days, prints and investigations aside: an officer is told of those by `disclosures`."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in entries:
        if entry.field != TO_THE_PERSON and entry.purpose != "INVESTIGATION":
            for statement in entry.statements:
                found[entry.owner, statement].append(f"{entry.agency} on {_day(entry.at.date())}")
    return {statement: tuple(dict.fromkeys(said)) for statement, said in found.items()}


_EXPLANATION = "Each statement about the person that may be told, with its source. The printed copy is on record."
_LEFT_OUT = "What protects anybody, what others said in confidence, criminal intelligence and case files are not in it."
_RIGHT = (
    "Whatever is wrong can be questioned by you: tell your worker or the privacy officer, who answers in {days}"
    " working days."
)
