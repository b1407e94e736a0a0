"""What was read for one asker of names, lives and sources in answers about families (kept by access/shelves.py)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from graphsvc.catalogue import Row
from graphsvc.kinship.life import OnFile
from graphsvc.questions.family.answer import KinPerson, KinTie

KEPT_PEOPLE = 5_000
"""A kB or two a person."""


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
        return sorted({one for one in people if one not in self.people})

    def new_ties(self, ties: Iterable[str]) -> list[str]:
        """Those that were not read yet."""
        return sorted({id for id in ties if id not in self.rows})

    @property
    def full(self) -> bool:
        """Whether more was shown than is kept."""
        return len(self.people) > KEPT_PEOPLE
