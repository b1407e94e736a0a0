"""Which few messengers together reach the most people, each no more than there is room for: greedy, and how good it is.

Let f(S) be the most people whom the messengers S can reach at once, each person through one of them. Put as many copies
of a messenger on one side as there is room; the sets of copies that can be matched into people are the independent sets
of a transversal matroid (Edmonds and Fulkerson 1965), whose rank is monotone and submodular; f(S) is the rank of the
copies of S, so f is monotone and submodular as well: whatever one more messenger adds to many, it adds to fewer of
them. For such an f, choosing k times whoever adds the most, by exact gains, reaches at least 1 - (1 - 1/k)^k > 1 - 1/e
of the most that any k reach (Nemhauser, Wolsey and Fisher 1978, Mathematical Programming 14, 265-294). Gains are exact
here: each is counted in augmenting paths, along which whom earlier messengers reach may be handed on.

    gain of one more messenger   as many augmenting paths as there are, at most its room
    lazily                       a gain counted earlier bounds what it is now, so most are never counted again

Nothing here ranks a messenger: whoever reaches whom, and the lowest id among equals, is all that decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TypeAlias

Reach: TypeAlias = Mapping[str, tuple[str, ...]]
"""Messenger → whom they can reach, sorted."""


@dataclass(frozen=True)
class Cover:
    """`given`: person → the messenger who reaches them; `next_adds`: how many more one further would reach."""

    given: Mapping[str, str]
    next_adds: int


def cover_of(reach: Reach, room: Mapping[str, int], most: int) -> Cover:
    """At most `most` messengers, chosen greedily; the same for the same input."""
    given: dict[str, str] = {}
    bounds = [(-min(room[one], len(people)), one) for one, people in reach.items() if people and room[one] > 0]
    heapify(bounds)
    chosen = 0
    while bounds:
        _, one = heappop(bounds)
        wider = _with(one, reach, room, given)
        gain = len(wider) - len(given)
        if bounds and (-gain, one) > bounds[0]:
            heappush(bounds, (-gain, one))
        elif gain == 0 or chosen == most:
            return Cover(given, gain)
        else:
            given, chosen = wider, chosen + 1
    return Cover(given, 0)


def _with(one: str, reach: Reach, room: Mapping[str, int], given: Mapping[str, str]) -> dict[str, str]:
    """Who reaches whom when this messenger joins in."""
    found = dict(given)
    for _ in range(room[one]):
        if not _augmented(one, reach, found):
            break
    return found


def _augmented(one: str, reach: Reach, given: dict[str, str]) -> bool:
    """Whether the messenger can reach one more person, others handing on whom they reach: then `given` says so."""
    offered: dict[str, str] = {}
    hands_on: dict[str, str] = {}
    queue = [one]
    for messenger in queue:
        for person in reach[messenger]:
            if person in offered:
                continue
            offered[person] = messenger
            holder = given.get(person)
            if holder is None:
                _hand_on(person, one, offered, hands_on, given)
                return True
            if holder != one and holder not in hands_on:
                hands_on[holder] = person
                queue.append(holder)
    return False


def _hand_on(
    person: str, one: str, offered: Mapping[str, str], hands_on: Mapping[str, str], given: dict[str, str]
) -> None:
    """Along the way back to the messenger who joined: each takes the next person and hands on their own."""
    while True:
        messenger = given[person] = offered[person]
        if messenger == one:
            return
        person = hands_on[messenger]
