"""Where a question's protective facts come from: the graph in memory where it is loaded, else statements.

Either way they are those of everybody, as of now, and the rules that decide are safety_rules.py's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from graphsvc.access.safety import Spheres, read_facts, read_near
from graphsvc.access.safety_rules import Near, Reading
from graphsvc.access.shields import Shields
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight


class Guarding(Protocol):
    """P's people, and every protective fact that counts between them and some relatives."""

    async def near(self, graph: Graph, sight: Sight, person_id: str) -> tuple[Near, ...]:
        """Whose orders, harm and refusals count."""

    async def reading(self, graph: Graph, sight: Sight, near: tuple[Near, ...], relatives: Iterable[str]) -> Reading:
        """Raises StatementLate for too many."""


class Asked:
    """By statements."""

    async def near(self, graph: Graph, sight: Sight, person_id: str) -> tuple[Near, ...]:
        """One statement."""
        return await read_near(graph, person_id, sight.today)

    async def reading(self, graph: Graph, sight: Sight, near: tuple[Near, ...], relatives: Iterable[str]) -> Reading:
        """One statement."""
        return await read_facts(graph, near, relatives, sight.today)


@dataclass(frozen=True)
class Held:
    """From memory, at the revision of the asker or a later one; P's people are asked for once and then kept."""

    shields: Shields
    spheres: Spheres

    async def near(self, graph: Graph, sight: Sight, person_id: str) -> tuple[Near, ...]:
        """One statement, or none."""
        return await self.spheres.near(graph, person_id, sight.today, sight.revision)

    async def reading(self, graph: Graph, sight: Sight, near: tuple[Near, ...], relatives: Iterable[str]) -> Reading:
        """No statement."""
        return self.shields.reading(near, relatives, sight.today)


ASKED = Asked()
