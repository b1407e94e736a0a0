"""What of the arrays one asker may see, statement by statement: the access filters of cypher/read, but for circles and
days, which are not the same for ties and for facts."""

from dataclasses import dataclass
from functools import cached_property

from graphsvc.engine.columns import Columns
from graphsvc.model.asker import Sight


@dataclass(frozen=True)
class Opened:
    """The arrays, and who asks."""

    columns: Columns
    sight: Sight

    def to(self, cls: int, case: int, *people: str) -> bool:
        """Whether she may see what is of this class and case: by class, by case, or by consent of everybody it is
        about."""
        consented = cls in self.sight.consent_classes and self._consented.issuperset(people)
        return cls in self._allowed or case in self._cases or consented

    @cached_property
    def _allowed(self) -> frozenset[int]:
        return frozenset(self.sight.allowed)

    @cached_property
    def _consented(self) -> frozenset[str]:
        return frozenset(self.sight.consented)

    @cached_property
    def _cases(self) -> frozenset[int]:
        return frozenset(self.columns.case_numbers(self.sight.cases))
