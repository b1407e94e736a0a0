"""Which rule of which file permits or refuses, step by step: what `graphsvc policy explain` prints.

For whoever runs the service: it names rules, the class of a record and whether its people are the asker's; never a
name, a value or another person. What is sealed, and what a safety line stands on, reads as what is not there. Safety
lines are not explained: they act whatever the policies say, and which one acts would tell what it protects.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import cedarpy

from graphsvc.access.cedar import ANY_CLASS, OUTCOMES, Said, ask, entity
from graphsvc.access.classes import asker_entity, class_entity, kind_of
from graphsvc.access.gate import Access
from graphsvc.access.permissions import SCOPES, fitting_purposes
from graphsvc.access.touchpoints import MODES, touchpoint_params
from graphsvc.catalogue import Row
from graphsvc.model.asker import AccessClass, OpenPurpose, Principal, Sight
from graphsvc.model.nouns import KIN_ROW_TYPES, NOUNS

ABSENT = "No record of this id is open to anybody: it is unknown, sealed, or a safety record."
SAFETY = "Safety lines come on top of this, for everybody, and are not explained: graphsvc safety-lines."
NO_RULE = "No rule permits it."
BARE = "A person is shown by what is said of them: explain one of those statements."
_NEEDS: Mapping[str, str] = {
    "allowed": "nothing more",
    "assigned": "somebody of the asker's circle",
    "consent": "somebody assigned to the asker, whose consent covers the asker's agency",
    "case": "the case named in the purpose, the asker on its team",
    "family_duty": "the question familyDuty",
    "agg": "a total: no row",
}


@dataclass(frozen=True)
class Step:
    """One thing that is decided, how it is decided, and the rules (file and @id) that say so."""

    passed: bool
    says: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explained:
    """The steps up to the first refusal, or all of them, and whom the record is about: for the audit log alone."""

    steps: tuple[Step, ...]
    people: frozenset[str] = frozenset()

    @property
    def permitted(self) -> bool:
        return self.steps[-1].passed


async def explained(
    access: Access, principal: Principal, purpose: OpenPurpose, *, field: str, record: str
) -> Explained:
    """Question, record, people, class: each step in the order in which a request is decided."""
    first, scopes = question_step(access, principal, purpose.purpose, field)
    if not first.passed:
        return Explained((first,))
    sight = await access.foresee(principal, purpose, field.partition(":")[0], scopes)
    noun, row = await _found(access, record)
    if row is None or row["cls"] == 0:
        return Explained((first, Step(False, ABSENT)))
    circle = sight.kin_circle if noun in KIN_ROW_TYPES else sight.circle
    near = circle is None or not set(circle).isdisjoint(row["people"])
    whose = Step(near, f"{'One' if near else 'None'} of its people is among: {', '.join(scopes)}.")
    each = next((one for one in sight.classes if one.id == row["cls"]), None)
    steps = _class_steps(access, sight, noun, row, each) if near else ()
    return Explained((first, whose, *steps), frozenset(row["people"]))


def question_step(access: Access, principal: Principal, purpose: str, field: str) -> tuple[Step, tuple[str, ...]]:
    """Whether these roles may ask this for that purpose, and about whom."""
    permissions, cedar = access.rules.permissions, access.rules.decisions.policy.cedar
    scopes = permissions.scopes(field, principal.roles, purpose)
    asker, entities = {"type": "Asker", "id": "asker"}, _entities(entity("Asker", "asker", roles=list(principal.roles)))
    answers = [ask(cedar, field, s, [(asker, {"type": "People", "id": s}, purpose)], entities)[0] for s in SCOPES]
    rules = tuple(rule for said in answers for rule in said.rules)
    if scopes:
        return Step(True, f"{field} may be asked about: {', '.join(scopes)}.", rules), scopes
    others = fitting_purposes(permissions, field, principal.roles)
    instead = f"It may for: {', '.join(others)}." if others else "No purpose would help."
    return Step(False, f"{field}, purpose {purpose or 'none'}: {NO_RULE} {instead}"), ()


def _class_steps(access: Access, sight: Sight, noun: str, row: Row, each: AccessClass | None) -> Iterator[Step]:
    """What the compartment asks for, and whether it is there."""
    if each is None:
        yield Step(True, BARE)
        return
    if noun == "Touchpoint":
        yield from _contact_steps(access, sight, row, each)
        return
    said = Said(False)
    for action, outcome in OUTCOMES.items():
        said = _answer(access, sight, action, ANY_CLASS, each)
        if said.permitted:
            yield Step(True, f"{_named(each)} needs {_NEEDS[outcome]}.", said.rules)
            there = _holds(sight, row)
            yield Step(there, "That is so." if there else "That is not so.")
            return
    yield Step(False, f"{_named(each)} is not for this asker. {'' if said.rules else NO_RULE}".strip(), said.rules)


def _contact_steps(access: Access, sight: Sight, row: Row, each: AccessClass) -> Iterator[Step]:
    """What the type of the contact shows, and whether its class and its parties let it."""
    word = sight.touchpoints.get(row["type"], "-")
    said = _answer(access, sight, f"see {word}", row["type"])
    yield Step(word != "-", f"Of contacts {row['type']}: {MODES[word].meaning}", said.rules)
    if word != "-":
        yield Step(_opened(access, sight, row, each), f"What that asks for, of {_named(each)}.")


def _named(each: AccessClass) -> str:
    return f"{each.compartment} of {each.owner}, {each.sensitivity}, sharing {each.sharing},"


def _answer(access: Access, sight: Sight, action: str, thing: str, each: AccessClass | None = None) -> Said:
    """One answer of Cedar about a class, or about a type of contact."""
    who, purpose = sight.principal, sight.purpose.purpose if sight.purpose else ""
    things = [asker_entity(who), *([class_entity("it", kind_of(each, who))] if each else ())]
    about = {"type": "Class", "id": "it"} if each else {"type": "Touchpoint", "id": thing}
    asked = [({"type": "User", "id": "asker"}, about, purpose)]
    return ask(access.rules.decisions.policy.cedar, action, thing, asked, _entities(*things))[0]


def _entities(*things: Mapping[str, object]) -> cedarpy.Entities:
    return cedarpy.Entities.from_json_str(json.dumps(things))


def _holds(sight: Sight, row: Row) -> bool:
    """The predicate of every statement: its class, its case, or its class and a consent."""
    consented = row["cls"] in sight.consent_classes and not set(sight.consented).isdisjoint(row["people"])
    return row["cls"] in sight.allowed or row["case_id"] in sight.cases or consented


def _opened(access: Access, sight: Sight, row: Row, each: AccessClass) -> bool:
    """The predicate of a contact (access/touchpoints.py)."""
    params: Any = touchpoint_params(access.rules.touchpoints, sight)
    key, people = f"{row['type']}|{row['cls']}", row["people"]
    ours = sight.principal.agency in (row["agency"], *row["parties"])
    agreed = any(f"{each.compartment}|{person}" in params["touch_consented"] for person in people)
    return (
        key in params["touch_open"]
        or (key in params["touch_party"] and ours)
        or (key in params["touch_consent"] and agreed)
        or (row["type"] in params["touch_case"] and row["case_id"] in sight.cases)
    )


async def _found(access: Access, record: str) -> tuple[str, Row | None]:
    """The statement of that id with its label; a record of a safety line is passed over."""
    for noun in NOUNS:
        if (noun.statement or noun.label == "Person") and not noun.protective:
            name = "access_record_node" if noun.shape == "NODE" else "access_record_tie"
            rows = await access.graph.read(name, label=noun.label, id=record)
            if rows:
                return noun.label, rows[0]
    return "", None


def told(access: Access, principal: Principal, purpose: str, found: Explained) -> str:
    """The steps in lines, with each rule's own sentence."""
    rules = access.rules.decisions.policy.cedar.rules
    who = f"{principal.user}: {', '.join(principal.roles)} at {principal.agency} ({principal.sector})"
    lines = [f"{who}; purpose {purpose or 'none'}; policy {access.policy_version}"]
    for number, step in enumerate(found.steps, 1):
        lines.append(f"{number}. {'yes' if step.passed else 'no '} {step.says}")
        lines += [f"       {rule}: {rules[rule].because}" for rule in step.rules]
    return "\n".join((*lines, "Permitted." if found.permitted else "Refused.", SAFETY))
