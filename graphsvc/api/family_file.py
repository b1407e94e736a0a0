"""`graphsvc export`: the family of one person, from the graph, as a GEDCOM 7.0 file.

It is an act of somebody who may draw that family: a bearer token and the handle of an open purpose decide, by the row
`genogram` of permissions.csv, and it stands in the audit log under their name before the text is there.
"""

from dataclasses import dataclass

from graphsvc.api.context import Context
from graphsvc.api.request import Refused
from graphsvc.api.serving import Served, bearer_of, context_for
from graphsvc.clock import monotonic
from graphsvc.errors import BundleError, InputRefused
from graphsvc.importing.gedcom.export import Wish, Written, written
from graphsvc.importing.gedcom.stored import tables_of
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Sight
from graphsvc.questions.family_file import FamilyFileAnswer, read_family_file
from graphsvc.questions.genogram import read_genogram

FIELD, LOGGED = "genogram", "genogram:GEDCOM"


@dataclass(frozen=True)
class FileWish:
    """Whose family, by whom, for which purpose; and what a file cannot say by itself."""

    person: str
    token: str
    purpose: str
    compartment: str = "FAMILY"
    prefix: str = ""


async def family_file(served: Served, wish: FileWish) -> tuple[Written, bool]:
    """(the file, whether the family is larger than it). Raises InputRefused for whoever may not, the same for a person
    who is not there; BundleError for what GEDCOM forbids; AuditFailed."""
    try:
        bearer = await bearer_of(served, f"Bearer {wish.token}")
    except Refused as refused:
        raise InputRefused(
            f"{refused.code}: the token is not accepted.", "Give a token that has not run out."
        ) from None
    context = context_for(served, bearer, wish.purpose or None, monotonic())
    found = await context.answer(FIELD, lambda sight: _asked(context, sight, wish), about=wish.person)
    if isinstance(found, Problem):
        await context.keep()
        raise InputRefused(f"{found.code}: {found.message}", found.next_step)
    context.note(LOGGED, found, about=wish.person)
    await context.keep()
    try:
        tables = tables_of(found.people, found.rows)
        return written(tables, Wish(found.owner, wish.compartment, wish.prefix)), found.truncated
    except ValueError as fault:
        raise BundleError(f"This cannot be written as GEDCOM: {fault}.", "Correct the statement.") from fault


async def _asked(context: Context, sight: Sight, wish: FileWish) -> FamilyFileAnswer | Problem:
    """Whom the picture would show, and what is on file about them."""
    day, person = context.day(None), sight.one(wish.person)
    drawn = await read_genogram(context.graph, sight, context.site, person_id=person, as_of=day)
    if isinstance(drawn, Problem):
        return drawn
    people = [each.id for each in drawn.seen]
    return await read_family_file(
        context.graph, sight, person_id=person, people=people, basis=drawn.basis, truncated=drawn.truncated
    )
