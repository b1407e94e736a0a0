"""What lies around some people over what may be walked: how many people, and over how many ties. Compiled.

Only for saying what a question looked at: the search itself looks no further than it must, and how far that is says
something of what it found. Here it is the question that decides. It walks under the same predicate (expansion.py), so
nobody and nothing that is hidden or barred is counted.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numba import njit

from graphsvc.engine.columns import ROW, TO
from graphsvc.engine.expansion import OUTSIDE, Q_SOURCE, Q_VERIFIED, apart, closed, joins, stands
from graphsvc.engine.search import Engine, Wanted
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
    seen = np.zeros(len(columns.spans), np.uint8)
    ties = np.zeros(len(columns.tie_ids) + len(columns.late.tie_ids), np.uint8)
    with engine._ready(sight, site, replace(wanted, ends=(), via=()), None) as search:
        if search is None:
            return 0, 0
        for mark, (people, most) in enumerate(sides):
            begun = columns.numbers(tuple(people))
            spread(begun[begun >= 0], most, np.uint8(1 << mark), columns.web, search.view, seen, ties)
    return int(np.count_nonzero(seen)), int(np.count_nonzero(ties))


@njit(cache=True, nogil=True)
def spread(begun, most, mark, web, view, seen, counted):
    """Mark everybody within so many steps, and every tie that such a step goes over."""
    spans, base, late, _, groups, group_spans, base_members, late_members, _ = web
    classes, cases, bits, shut, marks, group_marks, pairs, q = view
    least, source = q[Q_VERIFIED], q[Q_SOURCE]
    known = np.zeros(len(groups), np.uint8)
    edge, size = begun.copy(), len(begun)
    seen[begun] |= mark
    for _ in range(most):
        ahead, found = np.empty(256, np.int64), 0
        for each in range(size):
            person = edge[each]
            if closed(person, shut, marks):
                continue
            (heads, block), back = (base, 0) if spans[person, 0] < len(base[0]) else (late, len(base[0]))
            for at in range(spans[person, 0] - back, spans[person, 1] - back):
                other = heads[at, TO]
                if closed(other, shut, marks) or apart(person, other, pairs, source):
                    continue
                if stands(block, at, bits[person] & bits[other], least, classes, cases, q):
                    counted[block[at, ROW]] = 1
                    ahead, found = met(other, mark, seen, ahead, found)
            for at in range(spans[person, 1] - back, spans[person, 2] - back):
                group = heads[at, TO]
                if group_marks[group] & OUTSIDE or not stands(block, at, bits[person], least, classes, cases, q):
                    continue
                if known[group] == UNKNOWN:
                    known[group] = JOINS if joins(group, web, view) else CLOSED
                if known[group] == CLOSED:
                    continue
                inside = group_spans[group, 0] < len(base_members[0])
                (leads, members), behind = (base_members, 0) if inside else (late_members, len(base_members[0]))
                for place in range(group_spans[group, 0] - behind, group_spans[group, 1] - behind):
                    other = leads[place, TO]
                    if other == person or closed(other, shut, marks) or apart(person, other, pairs, source):
                        continue
                    if stands(members, place, bits[other], least, classes, cases, q):
                        counted[block[at, ROW]] = counted[members[place, ROW]] = 1
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
