"""What must hold of influence paths whatever the ties (AC-10.1 to AC-10.4), on webs that Hypothesis draws.

The oracle is networkx: every simple path of the graph of best steps, keyed and sorted.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.engine.rows import GroupRow, TieRow, columns_of
from graphsvc.engine.search import Engine, Route, Wanted
from graphsvc.model.quality import CLOSENESS, TieFacts
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import PathAsked
from graphsvc.questions.influence.order import Path, key_of
from graphsvc.questions.influence.select import Walk, found_in
from graphsvc.questions.influence.web import Limits, web_of
from tests.brute_paths import random_case
from tests.live.test_influence_bruteforce import sight_of

TODAY = date(2026, 4, 20)
PEOPLE = "abcdefg"
SITE = Site()
EVERYTHING = replace(sight_of(random_case(0)), allowed=(1,), circle=None, kin_circle=None)
ORDERS = st.sampled_from(("WEAKEST_LINK", "FEWEST_STEPS"))
CLOSE = st.sampled_from(tuple(CLOSENESS))
CONTACTS = st.sampled_from((None, date(2026, 4, 1), date(2026, 4, 2)))


@st.composite
def ties(draw: st.DrawFn) -> tuple[TieFacts, ...]:
    """Kin ties, some parallel, and memberships of up to two households."""
    ends = draw(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE + "HI")), min_size=1, max_size=16))
    names = draw(st.permutations([f"t{n:02}" for n in range(len(ends))]))
    facts = [(a, b, name, draw(CLOSE), draw(CONTACTS)) for (a, b), name in zip(ends, names, strict=True) if a != b]
    return tuple(_tie(*each) for each in facts)


def _tie(a: str, b: str, id: str, closeness: str, contact: date | None) -> TieFacts:
    type_ = "MEMBER_OF_HOUSEHOLD" if b in "HI" else "KIN_OF"
    return TieFacts(id, type_, a, b, closeness=closeness, last_contact=contact, stated_at=TODAY)


def asked(order: str = "WEAKEST_LINK", steps: int = 4, **said: object) -> PathAsked:
    base = PathAsked("a", "SUPPORT", TODAY, max_steps=steps, order=order)
    return replace(base, **said)  # type: ignore[arg-type]


def paths(web: Sequence[TieFacts], question: PathAsked) -> tuple[Path, ...]:
    """The paths of either way, which are the same: what holds of one holds of both."""
    found = found_in(Walk(tuple(web)), question, SITE).paths
    assert [route.ids for route in by_engine(web, question)] == [path.ids for path in found]
    return found


def by_engine(web: Sequence[TieFacts], question: PathAsked) -> tuple[Route, ...]:
    groups = [GroupRow(f"household:{name}", cls=1) for name in "HI"]
    engine = Engine(columns_of(PEOPLE, [TieRow(tie, cls=1) for tie in web], groups))
    wanted = Wanted(
        source=question.person,
        kind=question.kind,
        as_of=TODAY,
        today=TODAY,
        most_steps=question.max_steps,
        order=question.order,
        first=question.first,
        ends=tuple(sorted(question.targets)),
        via=question.via,
    )
    return engine.paths(EVERYTHING, SITE, wanted).found


def brute(web: Sequence[TieFacts], question: PathAsked) -> list[tuple[str, ...]]:
    walked = web_of(web, Limits("a", TODAY), SITE)
    graph = nx.DiGraph()
    for person in PEOPLE:
        graph.add_edges_from((person, step.end, {"step": step}) for step in walked.steps(person))
    found = []
    for end in sorted(graph.nodes - {"a"}) if "a" in graph else ():
        for route in nx.all_simple_paths(graph, "a", end, cutoff=question.max_steps):
            steps = tuple(graph.edges[pair]["step"] for pair in pairwise(route))
            groups = [step.group for step in steps if step.group]
            wanted = not question.targets or end in question.targets
            if wanted and len(groups) == len(set(groups)) and set(question.via) <= set(route[1:-1]):
                weakest = min(step.quality for step in steps)
                found.append(Path("a", steps, weakest, tuple(id for step in steps for id in step.ids)))
    found.sort(key=lambda path: key_of(path, question.order))
    best: dict[str, Path] = {}
    for path in found:
        best.setdefault(path.end, path)
    shown = found if question.targets else list(best.values())
    return [path.ids for path in shown[: question.first]]


@settings(max_examples=300, deadline=None)
@given(ties(), ORDERS, st.integers(1, 4), st.sets(st.sampled_from(PEOPLE[1:]), max_size=3))
def test_every_path_and_its_place_equal_brute_force(
    web: tuple[TieFacts, ...], order: str, steps: int, targets: set[str]
) -> None:
    question = asked(order, steps, to_any_of=tuple(sorted(targets)))
    assert [path.ids for path in paths(web, question)] == brute(web, question)


@settings(max_examples=200, deadline=None)
@given(ties(), ORDERS, st.sets(st.sampled_from(PEOPLE[1:]), max_size=2), st.sampled_from(("", *PEOPLE[1:])))
def test_via_keeps_only_paths_through_them_in_the_same_order(
    web: tuple[TieFacts, ...], order: str, via: set[str], to: str
) -> None:
    question = asked(order, 4, via=tuple(sorted(via)), to=to or None)
    assert [path.ids for path in paths(web, question)] == brute(web, question)


@settings(max_examples=100, deadline=None)
@given(ties(), ORDERS, st.randoms(use_true_random=False))
def test_the_order_in_which_ties_come_back_changes_nothing(web: tuple[TieFacts, ...], order: str, rng: object) -> None:
    shuffled = list(web)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert paths(web, asked(order)) == paths(shuffled, asked(order))


@settings(max_examples=200, deadline=None)
@given(ties(), ORDERS, st.data())
def test_a_stronger_tie_never_worsens_a_path_that_uses_it_nor_its_place(
    web: tuple[TieFacts, ...], order: str, data: st.DataObject
) -> None:
    if not web:
        return
    tie = data.draw(st.sampled_from(web))
    stronger = max(CLOSENESS, key=lambda c: CLOSENESS[c])
    raised = tuple(replace(t, closeness=stronger) if t is tie else t for t in web)
    question = asked(order, 3, to_any_of=tuple(PEOPLE[1:]), first=10_000)
    before, after = paths(web, question), paths(raised, question)
    keys = {path.ids: key_of(path, order) for path in after}
    users = [path for path in before if tie.id in path.ids]
    assert all(keys[path.ids] <= key_of(path, order) for path in users if path.ids in keys)
    others = [path.ids for path in before if tie.id not in path.ids and path.ids in keys]
    for path in users:
        if path.ids in keys:
            assert _ahead(after, path.ids, others) <= _ahead(before, path.ids, others)


def _ahead(found: Sequence[Path], ids: tuple[str, ...], others: Sequence[tuple[str, ...]]) -> int:
    """How many of the others stand before it."""
    order = [path.ids for path in found]
    return sum(1 for other in others if order.index(other) < order.index(ids))


@settings(max_examples=200, deadline=None)
@given(ties(), ORDERS, CLOSE, st.sampled_from([(a, b) for a in PEOPLE for b in PEOPLE if a < b]))
def test_a_tie_between_two_people_not_yet_tied_never_changes_the_order_among_the_others(
    web: tuple[TieFacts, ...], order: str, closeness: str, pair: tuple[str, str]
) -> None:
    if pair[1] in {step.end for step in web_of(web, Limits("a", TODAY), SITE).steps(pair[0])}:
        return
    question = asked(order, 3, to_any_of=tuple(PEOPLE[1:]), first=10_000)
    before = [path.ids for path in paths(web, question)]
    new = TieFacts("t-new", "KIN_OF", *pair, closeness=closeness, stated_at=TODAY)
    after = [path.ids for path in paths((*web, new), question)]
    assert [ids for ids in after if "t-new" not in ids] == before


@settings(max_examples=100, deadline=None)
@given(ties(), ORDERS, st.data())
def test_ending_a_tie_removes_its_paths(web: tuple[TieFacts, ...], order: str, data: st.DataObject) -> None:
    if not web:
        return
    tie = data.draw(st.sampled_from(web))
    left = tuple(t for t in web if t is not tie)
    question = asked(order, 3, to_any_of=tuple(PEOPLE[1:]), first=10_000)
    assert all(tie.id not in path.ids for path in paths(left, question))


@settings(max_examples=100, deadline=None)
@given(ties(), ORDERS, st.sets(st.sampled_from(PEOPLE[1:]), min_size=1, max_size=3))
def test_the_barred_are_neither_ends_nor_middles_and_are_not_counted(
    web: tuple[TieFacts, ...], order: str, barred: set[str]
) -> None:
    hidden = found_in(Walk(web, barred=frozenset(barred)), asked(order), SITE)
    never = found_in(Walk(tuple(t for t in web if not barred & {t.a, t.b})), asked(order), SITE)
    assert hidden == never
