"""The ways to walk one question: by statements, or over the arrays. Both give the same answer.

    found    who may be named, what may be walked, the paths in order, what was looked at
    relaxed  what each of the asker's own arguments, relaxed alone, would find
    told     the paths with all that is on file about their ties

Here is what the two share: whom the asker may ask about.
"""

from asyncio import gather
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from graphsvc.access.protective import read_whole
from graphsvc.access.sees import sees
from graphsvc.access.speakers import Conceal
from graphsvc.catalogue import Row
from graphsvc.clock import monotonic
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight
from graphsvc.model.kin import KIN_ROLES
from graphsvc.questions.influence.answer import PathAsked
from graphsvc.questions.influence.order import Path
from graphsvc.questions.influence.parts import Facts
from graphsvc.questions.influence.relax import Relaxed
from graphsvc.questions.influence.select import Found

FOCAL_SCOPES = frozenset({"own", "team"})
"""Scopes in which the person asked about must be on the caseload (definitions.md §11)."""
KIN = tuple(role.code for role in KIN_ROLES.values() if role.degree > 0)


MOST_STEPS = 4
"""As many as statements take without reading half a city."""


class Moved(Exception):
    """The graph moved between the arrays that were walked and the ties that were to be shown."""


def needs_arrays(asked: PathAsked) -> bool:
    """Whether statements cannot answer the question."""
    return asked.max_steps > MOST_STEPS or asked.period is not None or asked.what_if is not None


@dataclass(frozen=True)
class Told:
    """The paths to show, parallels and all, and what is on file about their ties."""

    paths: tuple[Path, ...]
    facts: Facts
    appears: tuple[Path, ...] = ()
    disappears: tuple[Path, ...] = ()


NAMES, AGREED = "speakers", "influence_agreements"
"""The statements that say who the people of a path are, and whether they agreed to be asked."""
ABOUT = {NAMES: ("ids", "id"), AGREED: ("people", "person")}
"""Of each of these: the parameter that names people, and the column that says which of them a row is about."""
Beside: TypeAlias = Mapping[str, Mapping[str, Any]]
"""Statements to be asked in the same breath: name → parameters, among them the circle as far as it matters there."""


class Way(Protocol):
    """One way to walk, for one request."""

    @property
    def name(self) -> str:
        """What the metrics call it."""

    @property
    def searches(self) -> list[float]:
        """Seconds that each of its searches took, in order."""

    async def found(self, sight: Sight, asked: PathAsked) -> Found | None:
        """What the question finds; None when somebody whom it names is not there for the asker."""

    async def relaxed(self, changes: Iterable[Relaxed]) -> tuple[tuple[Relaxed, Found], ...]:
        """What each change would find; a change that may not be asked is left out."""

    async def told(
        self, sight: Sight, asked: PathAsked, found: Found, beside: Beside
    ) -> tuple[Told, Mapping[str, list[Row]]]:
        """The paths found, as they are shown, and the rows of the statements asked beside."""

    async def conceal(self, sight: Sight, people: frozenset[str]) -> frozenset[str]:
        """Those of these people who must not exist for the asker."""


def hers(sight: Sight, asked: PathAsked) -> bool:
    """Whether the person is the asker's to ask about; decided without a read."""
    return sight.scope not in FOCAL_SCOPES or asked.person in sight.caseload


async def may_be_named(graph: Graph, sight: Sight, asked: PathAsked, there: Conceal) -> bool:
    """Whether the person and every target are there for the asker, and the person is hers to ask about.

    `there`: those of these people who are there for the asker.
    """
    if not hers(sight, asked):
        return False
    named = frozenset({asked.person, *asked.targets})
    strangers = set(asked.to_any_of) - sight.caseload if asked.kind == "SUPPORT" else set()
    found, listed = await gather(there(sight, named), _on_list(graph, sight, strangers))
    return named == found and strangers <= listed


@contextmanager
def timed(searches: list[float]) -> Iterator[None]:
    """Note how long the block took, in seconds."""
    begun = monotonic()
    try:
        yield
    finally:
        searches.append(monotonic() - begun)


async def _on_list(graph: Graph, sight: Sight, ids: Iterable[str]) -> frozenset[str]:
    """Which of these people are on the programme's list, as the asker may see it."""
    wanted = sorted(ids)
    rows = await graph.read("person_facts", ids=wanted, as_of=sight.today, **sees(sight)) if wanted else []
    return frozenset(row["person"] for row in rows if row["noun"] == "Enrolment")


async def relatives_of(graph: Graph, sight: Sight, asked: PathAsked) -> frozenset[str]:
    """PEER: whoever is a relative by ties that the asker may see."""
    if asked.kind != "PEER":
        return frozenset()
    names = ("allowed", "consent_classes", "cases", "consented", "kin_circle")
    told = {"person_id": asked.person, "roles": list(KIN), **sees(sight, names)}
    rows = await read_whole(graph, "influence_relatives", **told)
    return frozenset(row["id"] for row in rows)
