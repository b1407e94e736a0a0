"""Pure parts of the family's work: what a reviewer looks at, second parents, and who may be somebody new."""

from datetime import date
from typing import Any

import pytest

from graphsvc.importing import link
from graphsvc.model.answers import Problem, problem
from graphsvc.model.outreach import Standing
from graphsvc.model.safety_lines import Effect, Finding
from graphsvc.records.attempts import breaches
from graphsvc.records.family_ties import second_parents

TODAY = date(2026, 4, 20)
NEW = {"given": "Odette", "family": "Placeholdt", "born_on": "1979-03-02", "sex": "FEMALE"}


READY = Standing(TODAY, plan="APPROVED")


@pytest.mark.parametrize(
    ("effects", "stood", "called", "came"),
    [
        ((), READY, [], []),
        ((Effect.PLACE,), Standing(TODAY, spoken=True), [], []),
        ((), Standing(TODAY, plan="PLANNED"), ["NOT_PLANNED"], []),
        ((), Standing(TODAY, plan="APPROVED", may_contact=False), ["NO_CONSENT"], []),
        ((), problem("CONSENT_REQUIRED"), ["NO_CONSENT"], []),
        ((Effect.SCREEN,), READY, ["NOT_SCREENED"], []),
        ((Effect.HOLD,), READY, ["AGAINST_A_LINE"], []),
        ((Effect.ROUTE_ONLY, Effect.SCREEN), problem("NOT_FOUND"), ["AGAINST_A_LINE", "NOT_SCREENED"], []),
        ((Effect.NO_CONTACT,), READY, ["AGAINST_A_LINE"], ["MUST_NOT_MEET"]),
    ],
)
def test_who_comes_on_her_own_is_no_breach_unless_the_two_must_not_meet(
    effects: tuple[Effect, ...], stood: Standing | Problem, called: list[str], came: list[str]
) -> None:
    found = [Finding(1, effect) for effect in effects]
    told = [[row.code for row in breaches(found, stood, inbound=inbound)] for inbound in (False, True)]
    assert told == [called, came]


def test_a_second_parent_by_birth_of_the_same_sex_is_a_warning() -> None:
    def kin(other: str, role: str, basis: str = "BIOLOGICAL", type_: str = "KIN_OF") -> dict[str, Any]:
        return {"type": type_, "other": other, "outward": False, "role": role, "basis": basis}

    mother = [kin("p-1", "MTH"), kin("p-2", "FTH"), kin("p-3", "ADOPTM", "LEGAL"), kin("p-4", "MGRMTH")]
    assert [code for code, _ in second_parents("FEMALE", "p-9", mother)] == ["TWO_MOTHERS"]
    assert [code for code, _ in second_parents("MALE", "p-9", mother)] == ["TWO_FATHERS"]
    assert second_parents("", "p-9", mother) == ()
    assert second_parents("FEMALE", "p-1", mother) == ()  # said of the same mother again
    assert second_parents("FEMALE", "p-9", [kin("p-3", "ADOPTM", "LEGAL")]) == ()


def facts_of(person: str, given: str, family: str, born: str) -> list[dict[str, Any]]:
    return [
        {"noun": "names", "people": [person], "firsts": [given], "seconds": [family]},
        {"noun": "births", "people": [person], "firsts": [born], "seconds": ["FEMALE"]},
    ]


def test_somebody_alike_is_proposed_and_linkage_is_asked_for_match_and_none(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    compared = link._compared

    def counted(records: list[link.Record]) -> Any:
        asked.append(len(records))
        return compared(records)

    monkeypatch.setattr(link, "_compared", counted)
    like = facts_of("p-old", "Odette", "Placeholdt", "1979-03-02")
    (pair,) = link.alike("p-new", NEW, like)
    assert (pair["a"], pair["b"]) == ("p-new", "p-old")
    assert link.alike("p-new", NEW, []) == []
    assert link.alike("p-new", NEW, facts_of("p-old", "Odette", "Exemplard", "1950-01-01")) == []
    assert asked == [3, 2, 3]
