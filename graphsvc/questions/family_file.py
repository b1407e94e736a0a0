"""What of a family goes into a file that leaves: the statements of the asker's own agency about people already found.

Whom it is about is decided by the picture of the family, concealed people out; here only statements are read, by the
same predicate as everywhere. Those of other agencies are counted with, so that whoever is known by them alone leaves
no trace, and are not written; nor is anybody there of whom nothing is said but a tie that no file holds (a guardian's).
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphsvc.access.sees import sees
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis
from graphsvc.model.asker import Sight
from graphsvc.model.circle import within
from graphsvc.model.nouns import NOUN

CLASS_PARAMS = ("allowed", "cases", "consented", "consent_classes")
NOUNS = {NOUN[name].label: name for name in ("names", "births", "deaths", "unions", "kin")}
ENDS: Mapping[str, tuple[str, ...]] = {NOUN[name].label: NOUN[name].about for name in ("unions", "kin")}


@dataclass(frozen=True)
class FamilyFileAnswer:
    """Rows by noun, as an import checks them; `people` in the order of their ids. `owner`: whose statements may be
    written; all others are there to be left out."""

    basis: Basis
    person: str
    people: tuple[str, ...]
    owner: str
    rows: Mapping[str, tuple[Row, ...]]
    truncated: bool


async def read_family_file(
    graph: Graph, sight: Sight, *, person_id: str, people: Iterable[str], basis: Basis, truncated: bool
) -> FamilyFileAnswer:
    """What the asker may see of these people, who are her own people's family."""
    wanted = sorted(set(people), key=lambda id: (len(id), id))
    seen = {**sees(sight, CLASS_PARAMS), "people": wanted, "as_of": basis.as_of}
    circle, kin_circle = within(sight.circle, wanted), within(sight.kin_circle, wanted)
    facts, ties = await asyncio.gather(
        graph.read("gedcom_facts", **seen, circle=circle), graph.read("gedcom_ties", **seen, kin_circle=kin_circle)
    )
    rows = {name: tuple(_row(row) for row in (*facts, *ties) if NOUNS[row["noun"]] == name) for name in NOUNS.values()}
    spoken = {person_id, *(str(row[end]) for name, some in rows.items() for row in some for end in NOUN[name].about)}
    found = tuple(one for one in wanted if one in spoken)
    return FamilyFileAnswer(basis, person_id, found, sight.principal.agency, rows, truncated)


def _row(row: Row) -> Row:
    """A row by the columns of its noun."""
    ends = ENDS.get(row["noun"], ())
    return {**row, **dict(zip(ends, (row["a"], row["b"]), strict=True))} if ends else row
