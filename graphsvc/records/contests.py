"""contest, reportError and answerContest: the right to be right (definitions.md §4, AC-2.10).

A contest freezes the statement at once: an accusing fact counts no more, a protective one keeps excluding. A reported
error is a note and freezes nothing. Either opens a task for the owner agency. Upheld, the statement is disproven or
sealed and the right one stands beside it; rejected, the doubt ends. Neither moves anybody into a band.
"""

from dataclasses import dataclass
from datetime import date

from graphsvc.access.safety import concealed_from
from graphsvc.access.statements import BY_LABEL, as_they_are, named_params, protects, seal_corrections
from graphsvc.catalogue import Row
from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Sight
from graphsvc.model.news import News
from graphsvc.model.working_days import after_working_days
from graphsvc.records.corrections import FieldValue, changed_values
from graphsvc.records.ledger import (
    REVIEWER,
    Desk,
    Made,
    Refused,
    first_refusal,
    joined,
    new_id,
    not_found,
    too_long,
    unknown_code,
    unknown_to,
    write_once,
)

OWNERS_ROLES = frozenset({"INTEL_SUPERVISOR", "SUPERVISOR", "PRIVACY_OFFICER"})
"""Whose task it is, at the agency that owns the statement."""
SAID_FOR = ("PERSON", "FAMILY")
GROUP_KEYS = {"Household": "household:", "Gang": "gang:"}


@dataclass(frozen=True)
class ContestInput:
    """What is questioned, why, and what would be right, by a worker or for the person or the family."""

    idempotency_key: str
    statement: str
    questioned: str
    why: str
    would_be: str | None = None
    said_as: str = "WORKER"
    said_by: str | None = None
    noun: str | None = None


@dataclass(frozen=True)
class ContestRaised:
    """A task of the owner agency."""

    contest_id: str
    statement: str
    owner: str
    due_on: date
    contested_on: date | None


async def contest(desk: Desk, said: ContestInput) -> ContestRaised | Refused | Problem:
    """Questions a statement: from now on it is no ground for anything against anybody."""
    return await _raised(desk, said, "contest", "CONTEST")


async def report_error(desk: Desk, said: ContestInput) -> ContestRaised | Refused | Problem:
    """Notes an error: the owner agency must look at it, and until then the statement stands."""
    return await _raised(desk, said, "reportError", "ERROR")


async def _raised(desk: Desk, said: ContestInput, mutation: str, kind: str) -> ContestRaised | Refused | Problem:
    wrong = _wrong(said)
    if wrong:
        return wrong
    if said.said_by and await unknown_to(desk, said.said_by):
        return not_found()
    today = desk.clock.today()

    async def work(tx: Unit) -> Made[ContestRaised] | Refused | Problem:
        rows = await tx.run("statements_named", **named_params(desk.sight, [said.statement]))
        rows = [row for row in rows if said.noun in (None, BY_LABEL[row["label"]].name)]
        about = rows[0]["people"] if rows else (said.statement,)  # asked of nobody too: a statement less would be heard
        if await unknown_to(desk, *about) or not rows:
            return not_found()
        if len(rows) > 1:
            return Refused("AMBIGUOUS", "Several statements bear this id: say of which noun.", "noun")
        made = ContestRaised(
            contest_id=new_id("q"),
            statement=said.statement,
            owner=rows[0]["owner"],
            due_on=after_working_days(today, desk.site.contest_answer_days, desk.site.holidays),
            contested_on=None,
        )
        kept = await tx.run("raise_contest", **_kept(desk, said, rows[0], made, kind))
        return Made(
            ContestRaised(made.contest_id, made.statement, made.owner, made.due_on, kept[0]["contested_on"]),
            tuple(rows[0]["people"]),
            groups=joined((_group(rows[0]),)),
            news=_raised_news(rows[0], said.statement) if kind == "CONTEST" else (),
        )

    return await write_once(desk, mutation, said, ContestRaised, work)


def _raised_news(row: Row, statement: str) -> tuple[News, ...]:
    """A contest shows to whoever sees the statement; a reported error is between who reports and who answers."""
    return (News("CONTEST_RAISED", tuple(row["people"]), statement=statement, label=row["label"]),)


def _answered_news(row: Row) -> tuple[News, ...]:
    """For whoever asked, and of a contest for whoever still sees the statement: not where it is sealed now."""
    people = tuple(row["people"])
    asked = News("CONTEST_ANSWERED", people, users=(row["by"],))
    shown = News("CONTEST_ANSWERED", people, statement=row["statement"], label=row["label"])
    return (asked, shown) if row["kind"] == "CONTEST" else (asked,)


def _wrong(said: ContestInput) -> Refused | None:
    spoken = said.said_as in SAID_FOR
    return first_refusal(
        unknown_code("stated_as", "saidAs", said.said_as),
        *(Refused("MISSING", "Say it in words.", path) for path in ("questioned", "why") if not getattr(said, path)),
        too_long("questioned", said.questioned),
        too_long("why", said.why),
        too_long("wouldBe", said.would_be),
        Refused("MISSING", "Say who said it.", "saidBy") if spoken and not said.said_by else None,
    )


def _kept(desk: Desk, said: ContestInput, row: Row, made: ContestRaised, kind: str) -> Row:
    words = {name: getattr(said, name) for name in ("said_as", "said_by", "questioned", "why", "would_be")}
    return {
        **words,
        "element": row["element"],
        "freeze": kind == "CONTEST",
        "id": made.contest_id,
        "kind": kind,
        "statement": said.statement,
        "label": row["label"],
        "owner": row["owner"],
        "people": row["people"],
        "group": _group(row),
        "by": desk.user,
        "due_on": made.due_on,
        "today": desk.clock.today(),
        "now": desk.clock.now(),
    }


def _group(row: Row) -> str | None:
    """The key by which the arrays know the household or gang that a statement is about."""
    if row["household"]:
        return f"household:{row['household']}"
    return f"{GROUP_KEYS[row['label']]}{row['id']}" if row["label"] in GROUP_KEYS else None


# ---- the answer ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AnswerInput:
    """How a contest is answered. `correction` empty: nothing is put in the statement's place."""

    idempotency_key: str
    contest: str
    outcome: str
    reason: str
    seal: bool = False
    correction: tuple[FieldValue, ...] = ()


@dataclass(frozen=True)
class ContestAnswered:
    """An answer, and the statement that now stands beside the old one."""

    contest_id: str
    outcome: str
    replaced_by: str | None


def may_answer(sight: Sight, row: Row) -> bool:
    """Whether it is this asker's to answer: a safety reviewer what protects somebody, else people of the owner's."""
    asker = sight.principal
    if protects(row["label"], row["facts"]) and REVIEWER in asker.roles:
        return True
    near = sight.circle is None or set(row["people"]) <= set(sight.circle)
    return near and row["owner"] == asker.agency and not OWNERS_ROLES.isdisjoint(asker.roles)


async def answer_contest(desk: Desk, said: AnswerInput) -> ContestAnswered | Refused | Problem:
    """Upholds or rejects; a second person's word, and about what protects somebody a safety reviewer's."""
    upheld = said.outcome == "UPHELD"
    wrong = first_refusal(
        unknown_code("contest_outcome", "outcome", said.outcome),
        None if said.reason else Refused("MISSING", "Say why.", "reason"),
        too_long("reason", said.reason),
        None
        if upheld or not (said.seal or said.correction)
        else Refused("NOT_CORRECTABLE", "What is rejected stays as it is.", "outcome"),
    )
    if wrong:
        return wrong

    async def work(tx: Unit) -> Made[ContestAnswered] | Refused | Problem:
        rows = await as_they_are(tx, await tx.run("contest_to_answer", id=said.contest))
        if not rows or not may_answer(desk.sight, rows[0]) or await _concealed(desk, rows[0]):
            return not_found()
        row = rows[0]
        changed = changed_values(BY_LABEL[row["label"]], said.correction, desk.clock)
        refused = _unanswerable(desk, said, row) or (changed if isinstance(changed, Refused) else None)
        if refused or isinstance(changed, Refused):
            return refused or not_found()
        if said.seal:
            await seal_corrections(tx, row["label"], [row["statement"]])
        replaced_by = await _corrected(tx, desk, row, changed)
        today, now = desk.clock.today(), desk.clock.now()
        await tx.run(
            "answer_contest",
            id=said.contest,
            state=said.outcome,
            reason=said.reason,
            answered_by=desk.user,
            replaced_by=replaced_by,
            element=row["element"],
            seal=said.seal,
            today=today,
            now=now,
        )
        # a group that is sealed bears on everybody who belonged to it
        everything = upheld and bool(row["group"])
        answered = ContestAnswered(said.contest, said.outcome, replaced_by)
        told, groups = _answered_news(row), joined((row["group"],))
        return Made(answered, tuple(row["people"]), groups=groups, everything=everything, news=told)

    return await write_once(desk, "answerContest", said, ContestAnswered, work)


async def _concealed(desk: Desk, row: Row) -> bool:
    """Whether somebody it is about must not exist for this asker: then it waits for a safety reviewer."""
    if REVIEWER in desk.sight.principal.roles:
        return False
    return bool(await concealed_from(desk.graph, desk.sight, desk.site, row["people"]))


def _unanswerable(desk: Desk, said: AnswerInput, row: Row) -> Refused | None:
    protected = said.outcome == "UPHELD" and protects(row["label"], row["facts"])
    needs_reviewer = protected and REVIEWER not in desk.sight.principal.roles
    return first_refusal(
        Refused("ANSWERED", "This was answered already.", "contest") if row["state"] != "OPEN" else None,
        Refused("SAME_PERSON", "Somebody else must answer than who stated or questioned it.", "contest")
        if desk.user in (row["by"], row["stated_by"])
        else None,
        Refused("REVIEWER_NEEDED", "A safety reviewer decides about what protects somebody.", "outcome")
        if needs_reviewer
        else None,
        Refused("CHANGED", "What was questioned is on file no more.", "contest") if row["element"] is None else None,
        Refused("CHANGED", "It was corrected meanwhile: what stands now is contested by itself.", "correction")
        if said.correction and row["facts"].get("replaced_by")
        else None,
    )


async def _corrected(tx: Unit, desk: Desk, row: Row, changed: Row) -> str | None:
    """The id of the statement put beside the old one; None where there is nothing to put."""
    if not changed:
        return None
    said = {"stated_by": desk.user, "today": desk.clock.today(), "now": desk.clock.now()}
    rows = await tx.run("correct_statement", element=row["element"], id=new_id("s"), changed=changed, **said)
    return str(rows[0]["id"])
