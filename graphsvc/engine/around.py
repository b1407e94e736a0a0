"""What lies around some people over what may be walked: how many people, and over how many ties.

Only for saying what a question looked at. It walks under the same predicate as the search (kernels.py), so nobody and
nothing that is hidden or barred is counted. Compiled.
"""

from collections.abc import Iterable

import numpy as np
from numba import njit

from graphsvc.engine.columns import MEMBER, TYPE, A, B
from graphsvc.engine.kernels import apart, joins, walked
from graphsvc.engine.search import Engine, Wanted, view_of
from graphsvc.model.asker import Sight
from graphsvc.model.site import Site

Side = tuple[Iterable[str], int]
"""Some people, and how many steps out from them."""
UNKNOWN, JOINS, CLOSED = 0, 1, 2
"""What is known so far of a group."""


def around(engine: Engine, sight: Sight, site: Site, wanted: Wanted, sides: Iterable[Side]) -> tuple[int, int]:
    """(people, ties): everybody within so many steps of one of the sides, those who begin it too, and every tie that
    such a step goes over."""
    columns = engine.columns
    view = view_of(columns, sight, site, wanted)
    web = (columns.ties, columns.starts, columns.touch, columns.groups, columns.group_starts, columns.members)
    seen, ties = np.zeros(len(columns.people), np.uint8), np.zeros(len(columns.tie_ids), np.uint8)
    for mark, (people, most) in enumerate(sides):
        begun = [columns.number_of[person] for person in people if person in columns.number_of]
        spread(
            np.array(begun, np.int64),
            most,
            np.uint8(1 << mark),
            columns.number_of[wanted.source],
            web,
            view,
            seen,
            ties,
        )
    return int(np.count_nonzero(seen)), int(np.count_nonzero(ties))


@njit(cache=True)
def spread(begun, most, mark, source, web, view, seen, counted):
    """Mark everybody within so many steps, and every tie that such a step goes over."""
    ties, starts, touch, groups, group_starts, members = web
    classes, cases, people, outside_groups, pairs, q = view
    known = np.zeros(len(groups), np.uint8)
    edge, size = np.empty(len(begun) + 1, np.int64), 0
    for person in begun:
        seen[person] |= mark
        edge[size] = person
        size += 1
    for _ in range(most):
        ahead, found = np.empty(256, np.int64), 0
        for each in range(size):
            person = edge[each]
            for at in range(starts[person], starts[person + 1]):
                row = touch[at]
                tie = ties[row]
                if not walked(tie, classes, cases, people, outside_groups, q):
                    continue
                if tie[TYPE] != MEMBER:
                    other = tie[B] if tie[A] == person else tie[A]
                    if other != person and not apart(person, other, source, pairs, len(people)):
                        counted[row] = 1
                        ahead, found = met(other, mark, seen, ahead, found)
                    continue
                group = tie[B]
                if known[group] == UNKNOWN:
                    open_ = joins(group, ties, groups, group_starts, members, classes, cases, people, q)
                    known[group] = JOINS if open_ else CLOSED
                if known[group] == CLOSED:
                    continue
                for place in range(group_starts[group], group_starts[group + 1]):
                    theirs = ties[members[place]]
                    other = theirs[A]
                    if other == person or not walked(theirs, classes, cases, people, outside_groups, q):
                        continue
                    if not apart(person, other, source, pairs, len(people)):
                        counted[row] = counted[members[place]] = 1
                        ahead, found = met(other, mark, seen, ahead, found)
        edge, size = ahead, found


@njit(cache=True)
def met(person, mark, seen, ahead, found):
    """Mark a person; whoever was not met yet goes into `ahead`."""
    if seen[person] & mark:
        return ahead, found
    seen[person] |= mark
    if found == len(ahead):
        ahead = np.concatenate((ahead, np.empty(found, np.int64)))
    ahead[found] = person
    return ahead, found + 1
