"""What an officer reads for a duty to a family, through the question familyDuty and through nothing else.

Law-enforcement, public and family-given statements only: of what stands in FAMILY, what the person or the family said
themselves (the statements and questions/reach/duty.py look at that), of the programme's, the services' and of criminal
intelligence nothing.
"""

from collections.abc import Iterable

from graphsvc.access.classes import Decision
from graphsvc.model.asker import AccessClass

FIELD = "familyDuty"
COMPARTMENTS = frozenset({"CASE_FILE", "CORI", "PUBLIC", "FAMILY"})
"""CASE_FILE: of the purpose's case, by its number."""


def duty_classes(decision: Decision, classes: Iterable[AccessClass]) -> tuple[int, ...]:
    """The classes that the duty opens."""
    within = {each.id for each in classes if each.compartment in COMPARTMENTS}
    return tuple(sorted(within & {*decision.allowed, *decision.family_duty}))
