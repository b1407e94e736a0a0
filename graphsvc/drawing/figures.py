"""A person as a picture shows them, from what is on file and nobody questions."""

from datetime import date

from graphsvc.drawing.nouns import Figure
from graphsvc.model.person import Person, born_on


def figure_of(person: Person, as_of: date, relation: str = "") -> Figure:
    """The figure of that day: nobody is dead before the day of death; a death without a day is one at any."""
    known = [death for death in person.deaths if not death.source.questioned]
    deaths = [death for death in known if death.died_on is None or death.died_on <= as_of]
    died = max((death.died_on for death in deaths if death.died_on), default=None)
    return Figure(person.id, person.title, sex_of(person), born_on(person), died, bool(deaths), relation)


def sex_of(person: Person) -> str:
    """FEMALE or MALE where everybody says the same, else not known."""
    sexes = {birth.sex for birth in person.births if not birth.source.questioned} - {"UNKNOWN"}
    return sexes.pop() if len(sexes) == 1 else ""
