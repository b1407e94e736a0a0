"""Who counts as a relative: fewer ties never lead to more people, so what is read for all of them is enough."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.quality import TieFacts
from graphsvc.questions.reach.kin import OTHER_WORDS, candidates
from graphsvc.questions.reach.rows import ReachTie

PEOPLE = ("p", "a", "b", "c", "d", "e", "f")
ROLES = ("MTH", "FTH", "CHILD", "SIS", "MAUNT", "COUSN", "WIFE", "x-GODPRN", "FRND", "NBOR", "STPFTH", "x-FICKIN")


@st.composite
def tie(draw: st.DrawFn, number: int) -> ReachTie:
    a, b = draw(st.permutations(PEOPLE).map(lambda people: people[:2]))
    type_ = draw(st.sampled_from(("KIN_OF",) * 6 + tuple(OTHER_WORDS)))
    facts = TieFacts(
        id=f"t{number}",
        type=type_,
        a=a,
        b=b,
        role=draw(st.sampled_from([role for role in ROLES if role in KIN_ROLES])) if type_ == "KIN_OF" else "",
        tone=draw(st.sampled_from(("UNKNOWN", "UNKNOWN", "UNKNOWN", "CUTOFF", "ABUSIVE"))),
        verification=draw(st.sampled_from(("STATED", "STATED", "PROVEN", "CHALLENGED"))),
        contested_at=draw(st.sampled_from((None, None, None, date(2026, 4, 1)))),
        stated_as=draw(st.sampled_from(("PERSON", "RECORD"))),
    )
    return ReachTie(facts)


ties = st.integers(1, 14).flatmap(lambda count: st.tuples(*(tie(i) for i in range(count))))


@settings(max_examples=500, deadline=None)
@given(ties, st.frozensets(st.sampled_from(PEOPLE[1:]), max_size=3))
def test_fewer_ties_lead_to_fewer_people(every: tuple[ReachTie, ...], hidden: frozenset[str]) -> None:
    open_ties = [t for t in every if not hidden & {t.facts.a, t.facts.b}]
    assert {k.id for k in candidates("p", open_ties)} <= {k.id for k in candidates("p", every)} - hidden
