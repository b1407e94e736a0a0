"""Definitions.md §4 for the right to be right: contested, rejected or upheld, no record frees anybody into a band."""

from dataclasses import replace

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from graphsvc.access.safety_rules import FactRow
from graphsvc.model.safety_lines import Fact
from tests.property.families import RELATIVES, TODAY, Family, changed, families, in_bands, lists_for

KINDS = ("ties", "facts", "wishes")


def upheld(family: Family, kind: str, index: int) -> Family:
    """The record found wrong: it stays contested, and is disproven."""
    rows = list(getattr(family, kind))
    if kind == "ties":
        facts = replace(rows[index].facts, contested_at=TODAY, verification="DISPROVEN")
        rows[index] = replace(rows[index], facts=facts)
        return replace(family, ties=tuple(rows))
    if kind == "facts":
        rows[index] = replace(rows[index], contested=True, untrue=True)
        return replace(family, facts=tuple(rows))
    id, who, wish = rows.pop(index)
    left = FactRow(Fact.WISH, id, who, who, "p", wish.wish, at=wish.at, contested=True, untrue=True)
    return replace(family, wishes=tuple(rows), facts=(*family.facts, left))


def statements_of(family: Family) -> list[tuple[str, int]]:
    """What can be contested: screens and matches are no statements, a birth says the same contested or not."""
    other = (Fact.SCREEN, Fact.MATCH, Fact.BIRTH)
    rows = [(kind, index, row) for kind in KINDS for index, row in enumerate(getattr(family, kind))]
    return [(kind, index) for kind, index, row in rows if kind != "facts" or row.fact not in other]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(family=families(), data=st.data())
def test_no_sequence_of_contests_and_answers_frees_anybody(family: Family, data: st.DataObject) -> None:
    outside = frozenset(RELATIVES) - in_bands(lists_for(family))
    now = family
    for outcome in data.draw(st.lists(st.sampled_from(("OPEN", "REJECTED", "UPHELD")), min_size=1, max_size=4)):
        kind, index = data.draw(st.sampled_from(statements_of(now)))
        doubted = changed(now, kind, index, "contest")
        assert outside & in_bands(lists_for(doubted)) == frozenset()
        now = {"OPEN": doubted, "REJECTED": now}.get(outcome) or upheld(now, kind, index)
        event(f"{kind} {outcome}")
        assert outside & in_bands(lists_for(now)) == frozenset()
