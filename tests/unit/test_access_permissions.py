"""Who may ask what, by the policies and by the table alike: refusals first, purposes after, unions of roles."""

import pytest

from graphsvc.access.asking import Asking
from graphsvc.access.classes import policies_folder, read_policy
from graphsvc.access.permissions import Permissions, decide, openable_purposes
from graphsvc.model.answers import Problem
from graphsvc.model.codes import CODES

POLICY = read_policy(policies_folder(None))
TABLE = POLICY.ceilings.permissions
ASKING = Asking(POLICY.cedar, POLICY.ceilings)
FAMILY = ("SAFETY_PLANNING", "SUPPORT", "FAMILY_SUPPORT")


def said(by: Permissions, field: str, kind: str, roles: tuple[str, ...], purpose: str | None) -> tuple[str, ...] | str:
    """The scopes, or the code of the problem."""
    answer = decide(by, field, kind, roles, purpose)
    return answer.code if isinstance(answer, Problem) else answer


@pytest.mark.parametrize(
    ("field", "kind", "roles", "purpose", "expected"),
    [
        ("influencePaths", "SUPPORT", ("SOCIAL_WORKER",), "SUPPORT", ("own",)),
        ("influencePaths", "PEER", ("SOCIAL_WORKER",), "SUPPORT", "FORBIDDEN_FOR_ROLE"),
        ("influencePaths", "PEER", ("INVESTIGATOR",), "INVESTIGATION", ("yes",)),
        ("influencePaths", "SUPPORT", ("INVESTIGATOR",), "INVESTIGATION", "FORBIDDEN_FOR_ROLE"),
        ("influencePaths", "", ("INVESTIGATOR",), "INVESTIGATION", "FORBIDDEN_FOR_ROLE"),
        ("influencePaths", "MIXED", ("INVESTIGATOR",), "INVESTIGATION", "FORBIDDEN_FOR_ROLE"),
        ("influencePaths", "PEER", ("INVESTIGATOR",), None, "PURPOSE_REQUIRED"),
        ("influencePaths", "SUPPORT", ("INVESTIGATOR",), None, "FORBIDDEN_FOR_ROLE"),
        ("relativesToReach", "", ("SOCIAL_WORKER",), "INVESTIGATION", "FORBIDDEN_FOR_ROLE"),
        ("relativesToReach", "", ("SUPERVISOR", "SOCIAL_WORKER"), "SUPPORT", ("team", "own")),
        ("relativesToReach", "", ("COORDINATOR",), "FAMILY_SUPPORT", ("programme",)),
        ("person", "", ("INVESTIGATOR",), "INVESTIGATION", ("yes",)),
        ("person", "", ("PROSECUTOR",), "CASE_COORDINATION", "FORBIDDEN_FOR_ROLE"),
        ("viewer", "", ("ADMIN",), None, ("yes",)),
        ("openPurpose", "", ("ADMIN",), None, "FORBIDDEN_FOR_ROLE"),
        ("gangs", "", ("EXECUTIVE",), "PROGRAMME_MANAGEMENT", ("agg",)),
        ("aFieldWithoutARow", "", tuple(CODES["role"]), "SUPPORT", "FORBIDDEN_FOR_ROLE"),
    ],
)
def test_a_cell_decides(
    field: str, kind: str, roles: tuple[str, ...], purpose: str | None, expected: tuple[str, ...] | str
) -> None:
    assert said(ASKING, field, kind, roles, purpose) == said(TABLE, field, kind, roles, purpose) == expected


def test_the_wrong_kind_leads_to_a_worker() -> None:
    investigator = decide(ASKING, "influencePaths", "SUPPORT", ("INVESTIGATOR",), "INVESTIGATION")
    worker = decide(ASKING, "influencePaths", "PEER", ("SOCIAL_WORKER",), "SUPPORT")
    assert isinstance(investigator, Problem) and isinstance(worker, Problem)
    assert investigator.next_step == "Request a worker: requestFamilyOutreach."
    assert worker.next_step == "Request a worker."


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("SOCIAL_WORKER", ("FAMILY_SUPPORT", "SAFETY_PLANNING", "SUPPORT", "PROGRAMME_MANAGEMENT", "IMMINENT_DANGER")),
        ("INVESTIGATOR", ("SAFETY_PLANNING", "SUPPORT", "CASE_COORDINATION", "INVESTIGATION", "IMMINENT_DANGER")),
        ("SCHOOL_LIAISON", ("FAMILY_SUPPORT", "SAFETY_PLANNING", "SUPPORT", "CASE_COORDINATION")),
        ("PROSECUTOR", ("CASE_COORDINATION",)),
        ("EXECUTIVE", ("PROGRAMME_MANAGEMENT",)),
        ("AUDITOR", ("AUDIT", "SUBJECT_ACCESS")),
        ("ADMIN", ()),
    ],
)
def test_a_role_opens_what_a_row_with_a_scope_for_it_names(role: str, expected: tuple[str, ...]) -> None:
    assert openable_purposes(ASKING, (role,)) == openable_purposes(TABLE, (role,)) == expected


def test_every_person_level_cell_can_be_reached_by_some_purpose() -> None:
    """A scope that no purpose opens would be a cell that lies."""
    dead = [
        (row.field, role)
        for row in TABLE.rows.values()
        for role in CODES["role"]
        if row.scopes((role,)) and row.purposes != ("none",)
        if not any(
            not isinstance(decide(TABLE, *[*row.field.split(":"), ""][:2], (role,), purpose), Problem)
            for purpose in openable_purposes(TABLE, (role,))
        )
    ]
    assert dead == []
