"""mergePeople, splitPeople and notTheSame: a safety reviewer decides who is who, and can undo it.

    plausible   both are held, under the lines of both (definitions.md §7, line 12)
    same        what was said of either is said of one person; the other id leads there
    split       plausible again, each with what was said of it
    different   two people; whom the doubt held or excluded waits for a reviewer

A merge moves the ties of one record to the other and rewrites none of them: id, source and access class stay, and each
says which record it was said of. So no statement that reads needs to know of merges, and a split puts everything back.
No decision frees anybody: a screen that found nothing before it counts no more.
"""

from dataclasses import dataclass

from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.records.ledger import (
    Desk,
    Made,
    Refused,
    decision_of,
    first_refusal,
    new_id,
    not_found,
    settle,
    unexplained,
    unknown_to,
    write_once,
)

CERTAINTIES = ("PLAUSIBLE", "SAME")


@dataclass(frozen=True)
class MergeInput:
    """Which record another one belongs to, whether that is sure, and why."""

    idempotency_key: str
    keep: str
    other: str
    why: str
    certainty: str = "SAME"


@dataclass(frozen=True)
class PeopleMerged:
    """The pair, and what it is now. `keep` is the id that both lead to."""

    match_id: str
    state: str
    keep: str
    other: str


async def merge_people(desk: Desk, said: MergeInput) -> PeopleMerged | Refused | Problem:
    """Two records are one person, or plausibly so. NOT_FOUND when one of them is not on file."""
    wrong = first_refusal(
        unexplained(said.why),
        None if said.certainty in CERTAINTIES else Refused("UNKNOWN_CODE", "PLAUSIBLE or SAME.", "certainty"),
        Refused("SELF", "A record is the same as itself.", "other") if said.keep == said.other else None,
    )
    if wrong:
        return wrong
    if await unknown_to(desk, said.keep, said.other):
        return not_found()

    async def work(tx: Unit) -> Made[PeopleMerged] | Refused | Problem:
        ones = {str(row["id"]): str(row["one"]) for row in await tx.run("access_records", ids=[said.keep, said.other])}
        keep, other = ones[said.keep], ones[said.other]
        if keep == other:
            return Refused("MERGED", "They are one person already.", "other")
        match, tied = await _marked(tx, desk, keep, other, said.certainty, said.why)
        if said.certainty == "PLAUSIBLE":
            return Made(PeopleMerged(match, said.certainty, keep, other), tuple(ones))
        if tied:
            return Refused("TIED", "Something on file stands between the two, as between two people.", "other")
        await tx.run("merge_join", match=match, keep=keep, other=other, at=desk.clock.now())
        groups = await settle(tx, desk, tuple(ones))
        return Made(PeopleMerged(match, said.certainty, keep, other), tuple(ones), groups)

    return await write_once(desk, "mergePeople", said, PeopleMerged, work)


@dataclass(frozen=True)
class DecisionInput:
    """Which pair, and why."""

    idempotency_key: str
    match: str
    why: str


@dataclass(frozen=True)
class PeopleSplit:
    """The two records, apart again and plausibly one."""

    match_id: str
    state: str
    keep: str
    other: str


async def split_people(desk: Desk, said: DecisionInput) -> PeopleSplit | Refused | Problem:
    """Takes a merge back: the pair is plausible again, until a reviewer says that they are two."""
    wrong = unexplained(said.why)
    if wrong:
        return wrong

    async def work(tx: Unit) -> Made[PeopleSplit] | Refused | Problem:
        rows = await tx.run("merge_part", match=said.match)
        if not rows:
            return not_found()
        keep, other = str(rows[0]["keep"]), str(rows[0]["other"])
        parted = sorted({str(row[end]) for row in rows for end in ("keep", "other")})
        touched = tuple(str(row["id"]) for row in await tx.run("access_records", ids=parted))
        groups = await settle(tx, desk, touched)
        pair = (await tx.run("access_match", match=said.match))[0]
        await _marked(tx, desk, pair["a"], pair["b"], "PLAUSIBLE", said.why, match=said.match, what="SPLIT")
        return Made(PeopleSplit(said.match, "PLAUSIBLE", keep, other), touched, groups)

    return await write_once(desk, "splitPeople", said, PeopleSplit, work)


@dataclass(frozen=True)
class FoundDifferent:
    """Two people. Whom the doubt held or excluded waits until a reviewer screens."""

    match_id: str
    state: str


async def not_the_same(desk: Desk, said: DecisionInput) -> FoundDifferent | Refused | Problem:
    """Two records are two people. A merge is taken back first, by splitPeople."""
    wrong = unexplained(said.why)
    if wrong:
        return wrong

    async def work(tx: Unit) -> Made[FoundDifferent] | Refused | Problem:
        rows = await tx.run("access_match", match=said.match)
        if not rows:
            return not_found()
        pair = rows[0]
        if pair["merged"]:
            return Refused("MERGED", "They are one person: split them first.", "match")
        await _marked(tx, desk, pair["a"], pair["b"], "DIFFERENT", said.why, match=said.match)
        return Made(FoundDifferent(said.match, "DIFFERENT"), (pair["a"], pair["b"]))

    return await write_once(desk, "notTheSame", said, FoundDifferent, work)


async def _marked(
    tx: Unit, desk: Desk, a: str, b: str, state: str, why: str, *, match: str | None = None, what: str = ""
) -> tuple[str, bool]:
    """The pair's id, and whether anything on file stands between the two. `match`: the proposal that was named."""
    rows = await tx.run(
        "merge_mark",
        a=a,
        b=b,
        match=match,
        id=new_id("match"),
        state=state,
        by=desk.user,
        today=desk.clock.today(),
        decision=decision_of(desk, what or state, why),
    )
    return str(rows[0]["id"]), bool(rows[0]["tied"])
