"""What was read for one asker of names, lives and sources in answers about families, kept while neither the graph's
revision nor what the asker sees moves: a worker asks about one family several times over.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from graphsvc.access.kept import Kept
from graphsvc.catalogue import Row
from graphsvc.kinship.life import OnFile
from graphsvc.model.asker import Sight
from graphsvc.questions.family.answer import KinPerson, KinTie

KEPT_ASKERS, KEPT_PEOPLE = 16, 5_000
"""A kB or two a person. Whoever was shown more begins anew."""


@dataclass
class Shelf:
    """What one asker was shown. `people`: whose names and lives were read; of whom no name may be known, there is none
    in `names`, and of whom no life, none in `lives`. `rows` are ties as read; `ties` those as shown, where nobody but
    staff stated them: who else is named depends on whom an output is about."""

    people: dict[str, KinPerson] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    lives: dict[str, OnFile] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    ties: dict[str, KinTie] = field(default_factory=dict)

    def new_people(self, people: Iterable[str]) -> list[str]:
        """Those of whom nothing was read yet."""
        return sorted(frozenset(people) - self.people.keys())

    def new_ties(self, ties: Iterable[str]) -> list[str]:
        """Those that were not read yet."""
        return sorted(frozenset(ties) - self.rows.keys())


@dataclass(frozen=True)
class Shelves:
    """All that is kept, for all requests of a process."""

    _kept: Kept[Shelf] = field(default_factory=lambda: Kept(KEPT_ASKERS))

    def of(self, sight: Sight, as_of: date) -> Shelf:
        """That of this asker and day, by all that decides what the statements answer."""
        seen = (sight.allowed, sight.cases, sight.consented, sight.consent_classes, sight.circle, sight.kin_circle)
        key = (sight.revision, as_of, seen)
        found = self._kept.get(key)
        return found if found and len(found.people) <= KEPT_PEOPLE else self._kept.keep(key, Shelf())
