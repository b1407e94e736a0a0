"""Added costs, the order of published algorithms: the engine's k best paths cost what igraph's (Yen's) cost."""

import random
from dataclasses import replace
from itertools import pairwise

import igraph
import pytest

from graphsvc.engine.rows import TieRow, columns_of
from graphsvc.engine.search import Engine, Wanted
from graphsvc.model.quality import CLOSENESS, TieFacts
from graphsvc.model.site import Site
from tests.brute_paths import TODAY, random_case
from tests.live.test_influence_bruteforce import sight_of

GRAPHS, K, PEOPLE = 200, 5, 9
SIGHT = sight_of(random_case(0))


@pytest.mark.parametrize("number", range(GRAPHS))
def test_the_costs_of_the_best_paths_are_those_of_yens_algorithm(number: int) -> None:
    rng = random.Random(number)
    people = [f"p{n}" for n in range(PEOPLE)]
    pairs = [(a, b) for n, a in enumerate(people) for b in people[n + 1 :] if rng.random() < 0.5]
    close = {pair: rng.choice(sorted(CLOSENESS)) for pair in pairs}
    ties = [TieRow(TieFacts(f"{a}{b}", "SUPPORTS", a, b, closeness=close[a, b]), cls=1) for a, b in pairs]
    sight = replace(SIGHT, allowed=(1,), circle=None, kin_circle=None)
    wanted = Wanted("p0", "SUPPORT", TODAY, TODAY, 8, "LEAST_COST", K, ("p8",))
    found = Engine(columns_of(people, ties, [])).paths(sight, Site(), wanted).found
    costs = [sum(6 - stride.strength for stride in route.strides) for route in found]

    graph = igraph.Graph([(people.index(a), people.index(b)) for a, b in pairs])
    graph.add_vertices(max(0, PEOPLE - graph.vcount()))
    weights = [6 - CLOSENESS[close[pair]] for pair in pairs]
    apart = graph.distances(0, 8)[0][0] == float("inf")
    yen = [] if apart else graph.get_k_shortest_paths(0, 8, K, weights=weights)
    expected = [sum(6 - CLOSENESS[close[people[a], people[b]]] for a, b in map(sorted, pairwise(p))) for p in yen]
    assert costs == expected
    assert len({route.ids for route in found}) == len(found)
