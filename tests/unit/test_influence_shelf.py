"""What was shown on influence paths before is what would be read again: pair by pair, person by person."""

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graphsvc.model.quality import GROUP_TYPES
from graphsvc.questions.influence import shelf as module
from graphsvc.questions.influence.shelf import Pair, Shelf, Shelves

PEOPLE = ("p-a", "p-b", "p-c", "p-d", "p-e")
people = st.sampled_from(PEOPLE)
pairs = st.lists(st.tuples(people, people).filter(lambda pair: pair[0] < pair[1]), max_size=4, unique=True)
Row = dict[str, Any]


@dataclass(frozen=True)
class File:
    """A small graph: ties between two people, and memberships of one group."""

    ties: tuple[tuple[str, str], ...]
    members: tuple[str, ...]

    def joining(self, asked: list[Pair]) -> list[Row]:
        """As influence_step_ties: what joins the two of each pair; through the group, both memberships."""
        direct = [
            {"id": f"t{number}", "type": "SUPPORTS", "a": a, "b": b}
            for number, (a, b) in enumerate(self.ties)
            if (a, b) in asked or (b, a) in asked
        ]
        inside = {one for pair in asked if set(pair) <= set(self.members) for one in pair}
        through = [{"id": f"m-{one}", "type": "MEMBER_OF_HOUSEHOLD", "a": one, "b": "h"} for one in sorted(inside)]
        return sorted((*direct, *through), key=lambda row: (row["type"], row["id"]))


files = st.builds(
    File,
    st.lists(st.tuples(people, people).filter(lambda pair: pair[0] != pair[1]), max_size=8).map(tuple),
    st.lists(people, max_size=4, unique=True).map(tuple),
)


def of_pair(rows: list[Row], pair: Pair) -> list[str]:
    """The ties by which these two may step to each other."""
    own = [row for row in rows if row["type"] not in GROUP_TYPES and {row["a"], row["b"]} == set(pair)]
    joint = [row for row in rows if row["type"] in GROUP_TYPES and row["a"] in pair]
    return [row["id"] for row in (*own, *(joint if len(joint) == 2 else ()))]


@given(file=files, questions=st.lists(pairs, min_size=1, max_size=5))
def test_whatever_was_asked_before_each_pair_is_joined_as_if_it_was_read_now(
    file: File, questions: list[list[Pair]]
) -> None:
    shelf = Shelf()
    read: set[Pair] = set()
    for asked in questions:
        new = shelf.new_pairs(asked)
        assert read.isdisjoint(new)  # nothing is read twice
        read |= set(new)
        shelf.take_ties(new, file.joining(new))
        kept, now = shelf.joining(asked), file.joining(asked)
        assert [of_pair(kept, pair) for pair in asked] == [of_pair(now, pair) for pair in asked]
        assert kept == sorted(kept, key=lambda row: (row["type"], row["id"]))
        among = {end for pair in asked for end in pair}
        assert all({row["a"], row["b"]} - {"h"} <= among for row in kept)


@given(questions=st.lists(st.lists(people, max_size=4, unique=True), min_size=1, max_size=5), named=st.sets(people))
def test_what_a_statement_says_of_somebody_is_read_once_and_stays_in_its_order(
    questions: list[list[str]], named: set[str]
) -> None:
    shelf = Shelf()
    for asked in questions:
        new = shelf.new_people("speakers", asked)
        rows = [{"id": one, "name_id": f"{one}-{n}"} for one in sorted(new) if one in named for n in range(2)]
        shelf.take("speakers", new, rows, "id")
        expected = [f"{one}-{n}" for one in sorted(asked) if one in named for n in range(2)]
        assert [row["name_id"] for row in shelf.of("speakers", asked)] == expected
    assert shelf.new_people("influence_agreements p-a", ["p-b"]) == ["p-b"]  # another statement's word


def test_a_shelf_is_one_askers_at_one_revision_and_begins_anew_when_it_is_full() -> None:
    shelves, mine, theirs = Shelves(), ("p-a", "p-b"), ("p-a",)
    kept = shelves.of(7, "asker", (mine, None))
    assert shelves.of(7, "asker", (mine, None)) is kept
    assert shelves.of(7, "other", (mine, None)) is not kept
    assert shelves.of(7, "asker", (theirs, None)) is not kept
    assert shelves.of(7, "asker", (mine, mine)) is not kept
    kept.take_ties([(f"p-{n}", "p-x") for n in range(module.KEPT_PAIRS + 1)], [])
    assert shelves.of(7, "asker", (mine, None)) is not kept
    newer = shelves.of(8, "asker", (mine, None))
    assert newer is not kept
    assert shelves.of(8, "asker", (mine, None)) is newer
    assert shelves.of(7, "asker", (mine, None)) is not shelves.of(7, "asker", (mine, None))  # what is older is not kept
    assert shelves.of(8, "asker", (mine, None)) is not newer  # an older revision may be a restored database
