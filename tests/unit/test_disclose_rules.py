"""mayDisclose's rules: what a no tells of the person's file, for every asker, kind and recipient."""

from itertools import product

import pytest

from graphsvc.access.asking import Asking
from graphsvc.access.classes import Decisions, policies_folder, read_policy
from graphsvc.access.recipients import Opening, Recipients
from graphsvc.model.agencies import AGENCIES, Agency
from graphsvc.model.codes import CODES
from graphsvc.questions.disclose.rules import RULES, Asked

POLICY = read_policy(policies_folder(None))
RECIPIENTS = Recipients(Decisions(POLICY), Asking(POLICY.cedar, POLICY.ceilings))
COMPARTMENTS = POLICY.ceilings.touchpoints.compartments
WHAT = (*CODES["compartment"], *CODES["touchpoint_type"])
FILES = tuple(product((False, True), ((), ("c-1",))))
"""Whether the recipient works with the person, and the consents that name it: none of it the asker's to see."""


def told(own: Agency, to: Agency, what: str, opening: Opening, assigned: bool, consents: tuple[str, ...]) -> object:
    """The rule as it is answered, where the asker's agency holds nothing of that kind."""
    compartment = COMPARTMENTS.get(what, what)
    asked = Asked(what, compartment, to.id, own.id, to.sector, opening, assigned, consents, ())
    rule = next(each for each in RULES if each.holds(asked))
    return rule.code, rule.may, rule.sentence(asked), rule.source(asked), rule.next_step


@pytest.mark.parametrize("to", AGENCIES, ids=lambda each: each.id)
def test_whoever_has_nothing_of_her_own_to_tell_learns_nothing_of_the_file(to: Agency) -> None:
    for own, what in product(AGENCIES, WHAT):
        opening = RECIPIENTS.opening(own.id, to.id, to.sector, what, "CASE_COORDINATION")
        answers = {told(own, to, what, opening, assigned, consents) for assigned, consents in FILES}
        assert len(answers) == 1, (own.id, what, answers)
