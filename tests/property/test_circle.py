"""The circle against brute force: every simple chain of ties, one by one, on random small families."""

from collections.abc import Iterable, Iterator

from hypothesis import example, given, settings
from hypothesis import strategies as st

from graphsvc.access.circle import Ask, Tie, circle_of, read_circle
from graphsvc.model.kin import KIN_ROLES

NAMES = "abcdefghij"
ROLES = (None, "MTH", "FTH", "CHILD", "SIB", "GRMTH", "GRNDCHILD", "GGRPRN", "AUNT", "NIENEPH", "COUSN", "STPFTH",
         "x-GODPRN", "FRND", "x-GRTAUNTUNC", "ADOPTP", "SPS")  # fmt: skip


def chains(start: str, ties: Iterable[Tie]) -> Iterator[tuple[tuple[Tie, str], ...]]:
    """Every chain of ties from a person, at most four long, each tie once; (tie, from whom it is walked)."""
    todo: list[tuple[tuple[tuple[Tie, str], ...], str]] = [((), start)]
    while todo:
        chain, at = todo.pop()
        for tie in ties:
            if at in (tie.a, tie.b) and all(tie is not walked for walked, _ in chain) and len(chain) < 4:
                longer = (*chain, (tie, at))
                yield longer
                todo.append((longer, tie.b if at == tie.a else tie.a))


def holds(chain: tuple[tuple[Tie, str], ...]) -> bool:
    """§1 read aloud: only the last tie may be one that is not walked; three steps, or kin to the fourth degree."""
    if not all(tie.walkable for tie, _ in chain[:-1]):
        return False
    return len(chain) <= 3 or kin(chain)


def kin(chain: tuple[tuple[Tie, str], ...]) -> bool:
    """Up, then down, by blood or adoption; at most four degrees."""
    moves, degrees = "", 0
    for tie, at in chain:
        if tie.role is None:
            return False
        role = KIN_ROLES[tie.role] if at == tie.b else KIN_ROLES[KIN_ROLES[tie.role].inverse]
        moves += {"U": "U", "D": "D", "S": "UD"}.get(role.move, "X")
        degrees += role.degree
    return "X" not in moves and "DU" not in moves and degrees <= 4


def brute_force(caseload: frozenset[str], ties: list[Tie]) -> frozenset[str]:
    found = set(caseload)
    for person in caseload:
        for chain in chains(person, ties):
            if holds(chain):
                tie, at = chain[-1]
                found.add(tie.b if at == tie.a else tie.a)
    return frozenset(found)


ties_strategy = st.lists(
    st.builds(
        Tie,
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.sampled_from(ROLES),
        st.sampled_from([True, True, False]),
    ).filter(lambda tie: tie.a != tie.b),
    max_size=9,
)
caseloads = st.frozensets(st.sampled_from(NAMES), max_size=2)
COUSIN = [Tie("b", "a", "MTH", True), Tie("c", "b", "MTH", True), Tie("d", "c", "CHILD", True)]


@settings(max_examples=1500, deadline=None)
@given(caseloads, ties_strategy)
@example(frozenset("a"), [*COUSIN, Tie("e", "d", "CHILD", True)])
@example(frozenset("a"), [*COUSIN, Tie("e", "d", "CHILD", False)])
@example(frozenset("a"), [*COUSIN, Tie("e", "d", None, True)])
@example(frozenset("a"), [Tie("b", "a", "MTH", False), Tie("c", "b", None, True)])
def test_the_circle_equals_brute_force(caseload: frozenset[str], ties: list[Tie]) -> None:
    assert circle_of(caseload, ties) == brute_force(caseload, ties)


@settings(max_examples=500, deadline=None)
@given(caseloads, ties_strategy, st.frozensets(st.sampled_from(NAMES), max_size=3))
@example(frozenset("a"), [Tie("b", "a", "MTH", True), Tie("c", "b", None, True)], frozenset("b"))
async def test_asking_step_by_step_finds_the_same_in_at_most_four_questions_and_one_about_the_concealed(
    caseload: frozenset[str], ties: list[Tie], hidden: frozenset[str]
) -> None:
    """Nobody is reached by way of a concealed person, who is not there either; the caseload itself always is."""
    asked: list[Ask] = []
    concealed: list[frozenset[str]] = []

    async def fetch(ask: Ask) -> Iterable[Tie]:
        asked.append(ask)
        near = [tie for tie in ties if tie.a in ask.people or tie.b in ask.people]
        return [tie for tie in near if (not ask.roles or tie.role in ask.roles)]

    async def conceal(people: Iterable[str]) -> frozenset[str]:
        concealed.append(frozenset(people))
        return hidden & concealed[-1]

    left = [tie for tie in ties if not {tie.a, tie.b} & (hidden - caseload)]
    assert (await read_circle(caseload, fetch, conceal)).people == tuple(sorted(brute_force(caseload, left)))
    assert len(asked) <= 4 and len(concealed) <= 1


async def nobody(people: Iterable[str]) -> frozenset[str]:
    return frozenset()


async def test_nobody_has_an_empty_circle_and_asks_nothing() -> None:
    async def never(ask: Ask) -> Iterable[Tie]:
        raise AssertionError(ask)

    assert (await read_circle((), never, nobody)).people == ()


async def test_a_role_without_the_kin_row_walks_no_family_tie_and_no_household() -> None:
    asked: list[Ask] = []

    async def fetch(ask: Ask) -> Iterable[Tie]:
        asked.append(ask)
        return [Tie("a", "b", None, True)] if "a" in ask.people else []

    assert (await read_circle("a", fetch, nobody, kin=False)).people == ("a", "b")
    assert {(ask.types, ask.with_households) for ask in asked} == {(("CAREGIVER_OF", "MENTOR_OF", "SUPPORTS"), False)}
