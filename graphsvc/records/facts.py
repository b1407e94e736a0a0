"""correctFact: what is on file is wrong, and the right value is stated beside it.

Only what the asker's own agency stated: another's is contested, or reported. The earlier statement is kept and counts
from today on no more. Nothing that protects is corrected here: that is contested, and a safety reviewer decides. And
nobody comes into a band by a correction: whoever it is about is screened anew.

A statement never changes, so its id is its version: who corrects one that was corrected meanwhile is refused (CHANGED).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from graphsvc.access.safety import read_nears
from graphsvc.access.statements import BY_LABEL, named_params, on_file, protects
from graphsvc.catalogue import Row
from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.model.news import News
from graphsvc.model.nouns import Noun
from graphsvc.records.corrections import FieldValue, changed_values
from graphsvc.records.ledger import (
    Desk,
    Made,
    Refused,
    first_refusal,
    joined,
    new_id,
    not_found,
    too_long,
    unknown_to,
    write_once,
)
from graphsvc.records.stating import DOUBTS, RecordedAnswer, misspoken, speaker_of, void_screens

OPEN = frozenset(
    {"names", "births", "identifiers", "contact_points", "addresses", "household_members", "kin", "unions",
     "guardianships", "caregivers", "mentors", "supports", "wishes", "assessments"}
)  # fmt: skip
"""Nouns that a worker corrects. An attempt is a log: record another one. A death protects: contest it."""
NEVER = frozenset({"cleared", "vetted_at", "confidential"})
"""What somebody else decides than who corrects."""
AGES = "births"


@dataclass(frozen=True)
class CorrectionInput:
    """Which statement, what would be right column by column (seed/BUNDLE.md), and why."""

    idempotency_key: str
    statement: str
    correction: tuple[FieldValue, ...]
    why: str
    noun: str | None = None
    stated_as: str = "WORKER"
    stated_by: str | None = None
    source: str | None = None


async def correct_fact(desk: Desk, said: CorrectionInput) -> RecordedAnswer | Refused | Problem:
    """States it anew. NOT_FOUND for a statement that is not shown to the asker."""
    wrong = first_refusal(
        Refused("MISSING", "Say what would be right.", "correction") if not said.correction else None,
        None if said.why.strip() else Refused("MISSING", "Say why.", "why"),
        too_long("why", said.why),
        misspoken(said),
    )
    if wrong:
        return wrong
    speaker = speaker_of(said)
    if speaker and await unknown_to(desk, *speaker):
        return not_found()

    async def work(tx: Unit) -> Made[RecordedAnswer] | Refused | Problem:
        rows = await tx.run("statements_named", **named_params(desk.sight, [said.statement]))
        rows = [row for row in rows if said.noun in (None, BY_LABEL[row["label"]].name)]
        if not rows or await unknown_to(desk, *rows[0]["people"]):
            return not_found()
        if len(rows) > 1:
            return Refused("AMBIGUOUS", "Several statements bear this id: say of which noun.", "noun")
        if rows[0]["owner"] != desk.agency:
            return Refused("NOT_YOURS", "Another agency stated it: contest it, or reportError.", "statement")
        label = rows[0]["label"]
        facts = (await on_file(tx, [(label, said.statement)]))[label, said.statement]["facts"]
        changed = _doubted(facts) or _changed(desk, label, facts, said)
        return changed if isinstance(changed, Refused) else await _corrected(tx, desk, said, rows[0], changed)

    return await write_once(desk, "correctFact", said, RecordedAnswer, work)


def _doubted(facts: Row) -> Refused | None:
    """A doubt ends by the answer to it, of somebody else than who stated it; what was found wrong is wrong for good."""
    if facts.get("verification") == "DISPROVEN":
        return Refused("IN_DOUBT", "It was found wrong: record anew what is right.", "statement")
    if facts.get("contested_at") is not None or facts.get("verification") in DOUBTS:
        return Refused("IN_DOUBT", "It is in doubt: whoever answers the contest states what is right.", "statement")
    return None


def _changed(desk: Desk, label: str, facts: Row, said: CorrectionInput) -> Row | Refused:
    """The values by column, as the importer reads them, or what is wrong."""
    noun, never = BY_LABEL[label], [each.field for each in said.correction if each.field in NEVER]
    if noun.name not in OPEN or never or protects(label, facts):
        return Refused("NOT_CORRECTABLE", "Contest it: somebody else decides about that.", "statement")
    changed = changed_values(noun, said.correction, desk.clock)
    if isinstance(changed, Refused):
        return changed
    return {**_rechecked(desk, noun, changed), **changed}


def _rechecked(desk: Desk, noun: Noun, changed: Mapping[str, object]) -> Row:
    """A number that changed is not the one that was verified."""
    if noun.name == "contact_points" and "value" in changed:
        return {"verified_by": None, "verified_at": None, "last_reached_at": None}
    return {"quality_at": desk.clock.today()} if {"closeness", "tone"} & changed.keys() else {}


async def _corrected(
    tx: Unit, desk: Desk, said: CorrectionInput, row: Row, changed: Row
) -> Made[RecordedAnswer] | Refused | Problem:
    today, people, id = desk.clock.today(), tuple(row["people"]), new_id("s")
    spoken: Row = {"stated_as": said.stated_as, "sources": list(joined((said.source,)))}
    if said.stated_as != "WORKER":
        spoken["stated_by"] = said.stated_by
    stated = {"stated_by": desk.user, "today": today, "now": desk.clock.now()}
    await tx.run("correct_statement", element=row["element"], id=id, changed={**spoken, **changed}, **stated)
    old = {"element": row["element"], "why": said.why, "by": desk.user, "yesterday": today - timedelta(days=1)}
    if not await tx.run("supersede_statement", id=id, **old):
        return Refused("CHANGED", "It was corrected meanwhile: read it again.", "statement")
    await void_screens(tx, desk, people, None)
    if BY_LABEL[row["label"]].name == AGES:
        await void_screens(tx, desk, None, await _plans_of(desk, people))
    news = News("FACT_CORRECTED", people, statement=id, label=row["label"])
    groups = joined((f"household:{row['household']}" if row["household"] else None,))
    return Made(RecordedAnswer(id, people), people, groups=groups, news=(news,))


async def _plans_of(desk: Desk, people: tuple[str, ...]) -> tuple[str, ...]:
    """In whose plans a child's age may bar somebody (line 5): those whom this person belongs to."""
    near = await read_nears(desk.graph, people, desk.clock.today())
    return tuple(sorted({each.id for found in near.values() for each in found}))
