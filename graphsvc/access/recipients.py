"""What another agency would see of something: the policies asked as if somebody who works there had asked.

A disclosure may open no more to an agency than the product itself would show its people (compartments.csv and
touchpoints.csv as the site's policies have them).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from graphsvc.access.classes import Decisions, decision
from graphsvc.access.touchpoints import MODES
from graphsvc.model.asker import AccessClass, Principal
from graphsvc.model.codes import CODES

READERS: Mapping[str, str] = {
    "LAW_ENFORCEMENT": "INVESTIGATOR",
    "PROSECUTION": "PROSECUTOR",
    "CORRECTIONS_SUPERVISION": "PROBATION_OFFICER",
    "EDUCATION": "SCHOOL_LIAISON",
    "PUBLIC_HEALTH": "HEALTH_VIP",
    "HUMAN_SERVICES": "SOCIAL_WORKER",
    "YOUTH_SERVICES": "STREET_WORKER",
    "EXECUTIVE": "EXECUTIVE",
}
"""Sector → the role in which somebody there would ask."""


@dataclass(frozen=True)
class Opening:
    """What an agency would see. `word` as in the tables; `gate`: open, shared, party, case, duty, agg, none; whether
    it must work with the person, whether a consent must name it; `says`: what may be said."""

    word: str
    gate: str
    assigned: bool = False
    consent: bool = False
    says: str = ""


OPENINGS: Mapping[str, Opening] = {
    "allowed": Opening("yes", "open", says="Everything of that kind."),
    "assigned": Opening("assigned", "open", assigned=True, says="Everything of that kind, to the worker assigned."),
    "consent": Opening(
        "assigned+consent",
        "open",
        assigned=True,
        consent=True,
        says="What the consent covers of that kind, to the worker assigned.",
    ),
    "shared": Opening("shared_by_worker", "shared", says="What its worker shared, and nothing else."),
    "case": Opening("own_case", "case"),
    "family_duty": Opening("family_duty", "duty"),
    "agg": Opening("agg", "agg"),
    "not": Opening("-", "none"),
}
"""Outcome of a class (access/cedar.py) → what it opens."""


class Words(Protocol):
    """What the policies say of contacts (access/asking.py)."""

    def words(self, principal: Principal, purpose: str | None) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Recipients:
    """The policies, asked for somebody else."""

    decisions: Decisions
    contacts: Words

    def opening(self, owner: str, agency: str, sector: str, what: str, purpose: str) -> Opening:
        """What somebody of that agency would see of another agency's statements: a compartment, or a type of contact.

        `purpose`: that of the asker, since nothing is read without one.
        """
        reader = Principal("", agency, sector, (READERS[sector],), "")
        contact = what in CODES["touchpoint_type"]
        return self._of_contact(reader, what, purpose) if contact else self._of_class(reader, what, owner, purpose)

    def _of_class(self, reader: Principal, compartment: str, owner: str, purpose: str) -> Opening:
        sharings = ("NONE", "SHARED")
        probes = tuple(AccessClass(n, compartment, owner, "OPEN", sharing) for n, sharing in enumerate(sharings, 1))
        said = decision(self.decisions.policy, reader, purpose, probes)
        if said.case and compartment == "CASE_FILE":
            return OPENINGS["case"]
        found = {number: name for name in _LISTS for number in getattr(said, name)}
        return OPENINGS[found.get(1) or ("shared" if 2 in found else "not")]

    def _of_contact(self, reader: Principal, kind: str, purpose: str) -> Opening:
        word = self.contacts.words(reader, purpose).get(kind, "-")
        mode = MODES[word]
        gate = "agg" if word == "agg" else _GATES.get(mode.gate, mode.gate)
        return Opening(word, gate, word.startswith("assigned"), word.endswith("+consent"), mode.meaning)


_LISTS = ("allowed", "assigned", "consent", "family_duty", "agg")
_GATES = {"consent": "open", "own": "none"}
"""A consent is asked for beside the gate; what is an agency's own is no other's."""
