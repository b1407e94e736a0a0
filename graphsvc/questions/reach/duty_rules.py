"""Whom a duty needs: a table of duties, of relations in order, and the short walk over both. Pure.

The next of kin of an intestate in Massachusetts come in this order (G.L. c.190B s.2-103; from memory: counsel
compares it); a guardian before a parent where the law asks for a guardian. Among equals the id decides, and nothing
else: no closeness, no record.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graphsvc.model.kin import KIN_ROLES, inverse_of
from graphsvc.questions.reach.kin import Kin, in_doubt
from graphsvc.questions.reach.rows import ReachTie, Worker

MOST_ADULTS = 2
CUTOFF = "CUTOFF"
DISSOLVED = "DISSOLVED"
"""Of a union: who is separated is a spouse before the law, and a widow is whom a death is told."""
BRINGING = frozenset({"HUMAN_SERVICES", "YOUTH_SERVICES"})
"""Sectors whose workers go along. That a clinic or a school works with somebody is not for police (touchpoints.csv)."""


@dataclass(frozen=True)
class Duty:
    """One duty: whom it needs, in this order; `of_minor`: only where the person is not known to be grown up."""

    code: str
    relations: tuple[str, ...]
    sentence: str
    of_minor: bool = False


DUTIES: Mapping[str, Duty] = {
    each.code: each
    for each in (
        Duty(
            "NEXT_OF_KIN_NOTICE",
            ("SPOUSE", "CHILD", "PARENT", "SIBLING", "GRANDPARENT", "KIN"),
            "Tell the next of kin.",
        ),
        Duty(
            "JUVENILE_GUARDIAN_NOTICE",
            ("GUARDIAN", "PARENT", "CAREGIVER"),
            "Tell a guardian or parent of a minor.",
            of_minor=True,
        ),
        Duty(
            "WELFARE_CHECK",
            ("CAREGIVER", "GUARDIAN", "SPOUSE", "PARENT", "CHILD", "SIBLING"),
            "Ask somebody close whether the person is well.",
        ),
        Duty(
            "CUSTOM_NOTIFICATION_VISIT",
            ("GUARDIAN", "PARENT", "SPOUSE", "GRANDPARENT", "SIBLING"),
            "Speak with somebody who may stand beside the person.",
        ),
    )
}
_GROUPS: Mapping[str, frozenset[str]] = {
    "SPOUSE": frozenset({"SPS", "DOMPART", "SIGOTHR"}),
    "CHILD": frozenset({"CHILD", "CHLDADOPT"}),
    "PARENT": frozenset({"PRN", "ADOPTP"}),
    "SIBLING": frozenset({"SIB", "HSIB"}),
    "GRANDPARENT": frozenset({"GRPRN"}),
    "GUARDIAN": frozenset({"GUARD"}),
    "CAREGIVER": frozenset({"CAREGIVER"}),
}
_TYPES = {"UNION_WITH": "SPS", "GUARDIAN_OF": "GUARD", "CAREGIVER_OF": "CAREGIVER"}


def needed(duty: Duty, kin: Iterable[Kin], person_id: str, fit: Callable[[Kin], bool]) -> tuple[Kin, ...]:
    """The one or two adults: the first relations that somebody fit has. Whom the person cut off only where nobody else
    is fit."""
    able = sorted((each for each in kin if fit(each)), key=lambda each: each.id)
    open_to = [each for each in able if not cut_off(each)] or able
    found: list[Kin] = []
    for relation in duty.relations:
        found += [each for each in open_to if each not in found and is_of(each, relation, person_id)]
    return tuple(found[:MOST_ADULTS])


def cut_off(kin: Kin) -> bool:
    """Whether a tie between the two says that contact was cut off."""
    return any(tie.facts.tone == CUTOFF for tie in kin.ties)


def is_of(kin: Kin, relation: str, person_id: str) -> bool:
    """Whether this relative stands in that relation to the person; KIN: any by blood or adoption."""
    if relation == "KIN":
        return kin.owed
    return any(_group(tie, person_id) in _GROUPS[relation] for tie in _standing(kin, person_id))


def _standing(kin: Kin, person_id: str) -> Iterable[ReachTie]:
    """The ties that say what the relative is: none in doubt, and of a couple none said before its end was."""
    sure = [tie for tie in kin.ties if not in_doubt(tie.facts)]
    parted = max((_said_on(tie) for tie in sure if tie.status == DISSOLVED), default=None)
    for tie in sure:
        if parted is None or _group(tie, person_id) not in _GROUPS["SPOUSE"] or _said_on(tie) > parted:
            yield tie


def _said_on(tie: ReachTie) -> date:
    return tie.facts.stated_at or date.min


def to_bring(workers: Iterable[Worker], asker: str) -> Worker | None:
    """The worker to go with, the lead first: somebody else than the asker, of whom police may be told."""
    able = (each for each in workers if each.may_call and each.sector in BRINGING and each.id != asker)
    return min(able, key=lambda each: (not each.lead, each.id), default=None)


def _group(tie: ReachTie, person_id: str) -> str:
    """What the other one is to the person by this tie."""
    facts = tie.facts
    if facts.type == "KIN_OF":
        return KIN_ROLES[facts.role if facts.b == person_id else inverse_of(facts.role)].group
    inward = facts.type == "UNION_WITH" or facts.b == person_id
    return _TYPES.get(facts.type, "") if inward else ""
