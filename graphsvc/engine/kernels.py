"""Exact k best simple paths, step-bounded and met in the middle. Compiled; what is decided is decided here.

Every tie is looked at under the whole predicate as it is met: kind, class, case, consent, circle, dates,
verification, whom the safety lines bar, pairs kept apart. A hidden tie gives the answer of a removed one.

    expand   a person's steps: the best way to each neighbour, directly or through one group
    bounds   the best that the weakest tie of exactly n steps from a person to an end can be: backward layers from the
             ends for half of the steps, and the forward ball of the source for the other half
    best     best-first search over simple paths by the best key that any way of finishing a beginning could have

Arrays are int32 but for packed qualities: (strength, last contact, sources) in one int64, greater is better.
"""

import numpy as np
from numba import njit

from graphsvc.engine.columns import (
    CASE,
    CLOSE,
    CLS,
    CONTACT,
    FROM,
    G_CASE,
    G_CLS,
    G_FROM,
    G_JOINS,
    G_TO,
    INCIDENT,
    INCIDENTS,
    KEPT,
    KIND,
    KINDS,
    MEMBER,
    NEAR,
    SAID,
    SOURCES,
    TO,
    TONE,
    TYPE,
    UNWALKED,
    VERIFIED,
    A,
    B,
)
from graphsvc.model.quality import FALLS, PEER_STRENGTHS, UNKNOWN, peer_strength

BEST = 1 << 60
"""Better than any tie: the weakest tie of a path that has none yet."""
IN_CIRCLE, IN_KIN_CIRCLE, CONSENTED, OUTSIDE, NO_END, AN_END = 1, 2, 4, 8, 16, 32
"""What a person is for one question, one bit each."""
ALLOWED, WITH_CONSENT = 1, 2
"""What an access class is for one asker."""
Q_KIND, Q_AS_OF, Q_TODAY, Q_VERIFIED, Q_CAP, Q_LAPSED, Q_FALLEN, Q_FALLEN_TWICE, Q_LEAST = range(9)
"""The numbers of a question: days up to which closeness lapsed and strength fell, and the quality below which a
step is no step."""
STRENGTH_BITS = 40
"""Below these bits of a packed quality stand last contact and sources."""
S_TO, S_QUALITY, S_TIE, S_TIE_2, S_GROUP = range(5)
"""Columns of a step; S_TIE_2 and S_GROUP are -1 where no group joins the two."""
E_FIRST, E_SECOND, E_WEAK, E_PERSON, E_PARENT, E_DEPTH, E_DONE, E_STEP = range(8)
"""Columns of an entry: a path or the beginning of one. E_FIRST and E_SECOND are its key before the ids."""
C_MET, C_USED, C_TICK = range(3)
"""What a search counts: people met, steps made; and the stamp of this search."""
WEAKEST_LINK, FEWEST_STEPS = 0, 1
SUPPORT = KINDS["SUPPORT"]
DOWN, DOWN_AGAIN = (down for _, down in FALLS)
BY_INCIDENTS = tuple(peer_strength("CO_ARRESTED", n) for n in range(1 + max(least for least, _ in PEER_STRENGTHS)))
"""The model's tables (quality.py), as constants of the compiled code."""


@njit(cache=True)
def visible(tie, classes, cases, people):
    """Whether the asker may see a tie: by class, by case, or by consent of everybody it is about; within the circle."""
    single = tie[TYPE] == MEMBER
    both = people[tie[A]] & (people[tie[A]] if single else people[tie[B]])
    seen = classes[tie[CLS]] & ALLOWED or cases[tie[CASE]]
    if not seen and not (classes[tie[CLS]] & WITH_CONSENT and both & CONSENTED):
        return False
    return both & (IN_KIN_CIRCLE if tie[NEAR] else IN_CIRCLE) != 0


@njit(cache=True)
def stands(tie, classes, cases, people, q):
    """Whether a tie counts for this question: its kind, its days, its word, and whether the asker may see it."""
    return (
        tie[KIND] == q[Q_KIND]
        and tie[VERIFIED] > 0
        and tie[TONE] != UNWALKED
        and tie[FROM] <= q[Q_AS_OF]
        and tie[TO] >= q[Q_AS_OF]
        and tie[KEPT] >= q[Q_TODAY]
        and visible(tie, classes, cases, people)
    )


@njit(cache=True)
def walked(tie, classes, cases, people, outside_groups, q):
    """Whether it may be walked besides: as sure as was asked for, and nobody left out at its ends."""
    if tie[VERIFIED] < q[Q_VERIFIED] or people[tie[A]] & OUTSIDE or not stands(tie, classes, cases, people, q):
        return False
    return not (outside_groups[tie[B]] if tie[TYPE] == MEMBER else people[tie[B]] & OUTSIDE)


@njit(cache=True)
def quality(tie, incidents, q):
    """(strength, last contact, sources), packed (definitions.md §5)."""
    strength = tie[CLOSE]
    if tie[KIND] == SUPPORT:
        if tie[SAID] <= q[Q_LAPSED]:
            strength = min(strength, UNKNOWN)
        if strength != UNKNOWN and tie[CONTACT] > 0:
            strength -= DOWN * (tie[CONTACT] <= q[Q_FALLEN]) + DOWN_AGAIN * (tie[CONTACT] <= q[Q_FALLEN_TWICE])
        strength -= tie[TONE]
    elif tie[TYPE] != MEMBER:
        strength = BY_INCIDENTS[min(incidents, len(BY_INCIDENTS) - 1)]
    return (
        (np.int64(max(strength, 0)) << STRENGTH_BITS)
        | (np.int64(tie[CONTACT]) << 16)
        | np.int64(min(tie[SOURCES], 65535))
    )


@njit(cache=True)
def joins(group, ties, groups, group_starts, members, classes, cases, people, q):
    """Whether a group is a step: seen, standing, of a kind that joins, and of no more visible people than the cap."""
    row = groups[group]
    if not row[G_JOINS] or row[G_FROM] > q[Q_AS_OF] or row[G_TO] < q[Q_AS_OF]:
        return False
    if not classes[row[G_CLS]] & ALLOWED and not cases[row[G_CASE]]:
        return False
    count, last = 0, -1
    for at in range(group_starts[group], group_starts[group + 1]):
        tie = ties[members[at]]
        if tie[A] != last and stands(tie, classes, cases, people, q):
            count, last = count + 1, tie[A]
            if count > q[Q_CAP]:
                return False
    return True


@njit(cache=True)
def apart(one, other, source, pairs, people):
    """Whether a protective fact keeps two middles from each other. `pairs`: sorted, lower number first, packed."""
    if len(pairs) == 0 or one == source or other == source:
        return False
    key = np.int64(min(one, other)) * people + max(one, other)
    at = np.searchsorted(pairs, key)
    return at < len(pairs) and pairs[at] == key


@njit(cache=True)
def better(value, tie, tie_2, step):
    """Whether a way is better than a step that stands: better quality, then lower ids."""
    if value != step[S_QUALITY]:
        return value > step[S_QUALITY]
    return tie < step[S_TIE] or (tie == step[S_TIE] and tie_2 < step[S_TIE_2])


@njit(cache=True)
def grown(rows, needed):
    """The same rows with room for more."""
    if needed <= len(rows):
        return rows
    wider = np.empty((max(needed, 2 * len(rows)), rows.shape[1]), rows.dtype)
    wider[: len(rows)] = rows
    return wider


@njit(cache=True)
def expand(person, source, web, view, scratch, steps, used):
    """The steps of a person, appended, the best one to each neighbour: (steps, their new end)."""
    scratch[2][0] += 1
    at, end = web[1][person], web[1][person + 1]
    while at < end and web[0][web[2][at], TYPE] != MEMBER:
        other, run, incidents = pair(person, at, end, web, view)
        if other != person and not apart(person, other, source, view[4], len(view[2])):
            steps, used = directly(other, at, run, incidents, web, view, scratch, steps, used)
        at = run
    for each in range(at, end):
        steps, used = through(person, source, web[2][each], web, view, scratch, steps, used)
    return steps, used


@njit(cache=True)
def pair(person, at, end, web, view):
    """The ties of a person to one other, from `at` on: (the other, where they end, different incidents among them)."""
    ties, touch = web[0], web[2]
    classes, cases, people, outside_groups, _, q = view
    first = ties[touch[at]]
    other = first[B] if first[A] == person else first[A]
    incidents, last = 0, -1
    while at < end:
        tie = ties[touch[at]]
        if tie[TYPE] == MEMBER or (tie[B] if tie[A] == person else tie[A]) != other:
            break
        new = tie[TYPE] == INCIDENTS and tie[INCIDENT] != last
        if new and walked(tie, classes, cases, people, outside_groups, q):
            incidents, last = incidents + 1, tie[INCIDENT]
        at += 1
    return other, at, incidents


@njit(cache=True)
def directly(other, at, run, incidents, web, view, scratch, steps, used):
    """The ties to one neighbour, each offered as a step."""
    classes, cases, people, outside_groups, _, q = view
    for each in range(at, run):
        tie = web[0][web[2][each]]
        if walked(tie, classes, cases, people, outside_groups, q):
            value = quality(tie, incidents, q)
            steps, used = offer(steps, used, scratch, other, value, q[Q_LEAST], web[2][each], -1, -1)
    return steps, used


@njit(cache=True)
def through(person, source, membership, web, view, scratch, steps, used):
    """The steps through the group of one membership, one to each other member."""
    ties, _, _, groups, group_starts, members = web
    classes, cases, people, outside_groups, pairs, q = view
    _, _, tick, group_mark, group_joins, _, _ = scratch
    mine = ties[membership]
    group = mine[B]
    if not walked(mine, classes, cases, people, outside_groups, q):
        return steps, used
    if group_mark[group] != tick[1]:
        group_mark[group] = tick[1]
        group_joins[group] = joins(group, ties, groups, group_starts, members, classes, cases, people, q)
    if not group_joins[group]:
        return steps, used
    own = quality(mine, 0, q)
    for at in range(group_starts[group], group_starts[group + 1]):
        theirs = ties[members[at]]
        kept_apart = apart(person, theirs[A], source, pairs, len(people))
        if theirs[A] != person and not kept_apart and walked(theirs, classes, cases, people, outside_groups, q):
            value = min(own, quality(theirs, 0, q))
            steps, used = offer(steps, used, scratch, theirs[A], value, q[Q_LEAST], membership, members[at], group)
    return steps, used


@njit(cache=True)
def offer(steps, used, scratch, other, value, least, tie, tie_2, group):
    """Keep a way to a neighbour where it is good enough and the best so far."""
    mark, place, tick = scratch[0], scratch[1], scratch[2][0]
    if value < least:
        return steps, used
    if mark[other] != tick:
        steps = grown(steps, used + 1)
        mark[other], place[other] = tick, used
        used += 1
    elif not better(value, tie, tie_2, steps[place[other]]):
        return steps, used
    row = steps[place[other]]
    row[S_TO], row[S_QUALITY], row[S_TIE], row[S_TIE_2], row[S_GROUP] = other, value, tie, tie_2, group
    return steps, used


@njit(cache=True)
def before(one, other, entries, ids):
    """Whether one entry comes out before another."""
    for column in (E_FIRST, E_SECOND):
        if entries[one, column] != entries[other, column]:
            return entries[one, column] < entries[other, column]
    for at in range(ids.shape[1]):
        if ids[one, at] != ids[other, at]:
            return ids[one, at] < ids[other, at]
    if entries[one, E_DONE] != entries[other, E_DONE]:
        return entries[one, E_DONE] < entries[other, E_DONE]
    return one < other


@njit(cache=True)
def rise(heap, at, entries, ids):
    """Put the last of the heap in its place."""
    item = heap[at]
    while at > 0 and before(item, heap[(at - 1) // 2], entries, ids):
        heap[at] = heap[(at - 1) // 2]
        at = (at - 1) // 2
    heap[at] = item


@njit(cache=True)
def sink(heap, size, entries, ids):
    """Put the first of the heap in its place."""
    item, at = heap[0], 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and before(heap[child + 1], heap[child], entries, ids):
            child += 1
        if not before(heap[child], item, entries, ids):
            break
        heap[at] = heap[child]
        at = child
    heap[at] = item


@njit(cache=True)
def meets(entry, person, group, entries, steps):
    """Whether a beginning holds that person or group already."""
    while entry >= 0:
        step = entries[entry, E_STEP]
        if entries[entry, E_PERSON] == person:
            return True
        if group >= 0 and step >= 0 and steps[step, S_GROUP] == group:
            return True
        entry = entries[entry, E_PARENT]
    return False


@njit(cache=True)
def groups_within(one, other, entries, steps):
    """Whether every group of one beginning stands in the other."""
    while one >= 0:
        step = entries[one, E_STEP]
        if step >= 0 and steps[step, S_GROUP] >= 0 and not meets(other, -1, steps[step, S_GROUP], entries, steps):
            return False
        one = entries[one, E_PARENT]
    return True


@njit(cache=True)
def lower_ids(one, other, ids):
    """Whether the ids of one entry come before another's."""
    for at in range(ids.shape[1]):
        if ids[one, at] != ids[other, at]:
            return ids[one, at] < ids[other, at]
    return False


@njit(cache=True)
def roomy(tables, needed):
    """The tables of people met, with room for so many."""
    local, spans, bounds, far, steps = tables
    if needed <= len(local):
        return tables
    more = max(needed - len(local), len(local))
    return (
        np.concatenate((local, np.empty(more, np.int64))),
        np.concatenate((spans, np.full((more, 2), -1, np.int64))),
        np.concatenate((bounds, np.full((more, bounds.shape[1]), -1, np.int64))),
        np.concatenate((far, np.full((more, far.shape[1]), bounds.shape[1], np.int64))),
        steps,
    )


@njit(cache=True)
def meet(person, counts, tables, slots, slot_tick):
    """The tables with a place for that person: `slots` says which."""
    if slot_tick[person] != counts[C_TICK]:
        slot_tick[person], slots[person] = counts[C_TICK], counts[C_MET]
        tables = roomy(tables, counts[C_MET] + 1)
        tables[0][counts[C_MET]] = person
        counts[C_MET] += 1
    return tables


@njit(cache=True)
def opened(at, source, counts, tables, web, view, scratch):
    """The tables with the steps of the person at that place, each of whose neighbours has a place too."""
    local, spans, bounds, far, steps = tables
    if spans[at, 0] >= 0:
        return tables
    begun = counts[C_USED]
    steps, counts[C_USED] = expand(local[at], source, web, view, scratch, steps, begun)
    spans[at, 0], spans[at, 1] = begun, counts[C_USED]
    tables = roomy((local, spans, bounds, far, steps), counts[C_MET] + counts[C_USED] - begun)
    for row in range(begun, counts[C_USED]):
        tables = meet(steps[row, S_TO], counts, tables, scratch[5], scratch[6])
    return tables


@njit(cache=True)
def measured(column, person, most, source, counts, tables, web, view, scratch):
    """How far everybody within so many steps is from a person, in that column: (tables, places, the nearest first)."""
    slots = scratch[5]
    tables = meet(person, counts, tables, slots, scratch[6])
    ball = np.empty(1024, np.int64)
    ball[0], reached, begun = slots[person], 1, 0
    tables[3][slots[person], column] = 0
    for distance in range(1, most + 1):
        edge = reached
        for each in range(begun, edge):
            tables = opened(ball[each], source, counts, tables, web, view, scratch)
            far, steps = tables[3], tables[4]
            for row in range(tables[1][ball[each], 0], tables[1][ball[each], 1]):
                to = slots[steps[row, S_TO]]
                if far[to, column] > distance:
                    far[to, column] = distance
                    if reached == len(ball):
                        ball = np.concatenate((ball, np.empty(reached, np.int64)))
                    ball[reached] = to
                    reached += 1
        begun = edge
    return tables, ball[:reached]


@njit(cache=True)
def backward(ends, half, source, counts, tables, web, view, scratch):
    """The tables with the bounds of up to `half` steps: layers from the ends, each from the one before."""
    people, slots = view[2], scratch[5]
    edge, size = np.empty(len(ends), np.int64), 0
    for end in ends:
        tables = meet(end, counts, tables, slots, scratch[6])
        if not people[end] & NO_END and tables[2][slots[end], 0] < 0:
            tables[2][slots[end], 0] = BEST
            edge[size] = slots[end]
            size += 1
    for layer in range(1, half + 1):
        ahead, found = np.empty(1024, np.int64), 0
        for each in range(size):
            at = edge[each]
            tables = opened(at, source, counts, tables, web, view, scratch)
            bounds, steps = tables[2], tables[4]
            for row in range(tables[1][at, 0], tables[1][at, 1]):
                to = slots[steps[row, S_TO]]
                if bounds[to, layer] < 0:
                    if found == len(ahead):
                        ahead = np.concatenate((ahead, np.empty(found, np.int64)))
                    ahead[found] = to
                    found += 1
                bounds[to, layer] = max(bounds[to, layer], min(steps[row, S_QUALITY], bounds[at, layer - 1]))
        edge, size = ahead, found
    return tables


@njit(cache=True)
def forward(ball, half, most, tables, slots):
    """Fill in the bounds of more than `half` steps for those near enough to the source to have so many left."""
    _, spans, bounds, far, steps = tables
    for left in range(half + 1, most + 1):
        for at in ball:
            if far[at, 0] > most - left:
                continue
            for row in range(spans[at, 0], spans[at, 1]):
                onward = bounds[slots[steps[row, S_TO]], left - 1]
                if onward >= 0:
                    bounds[at, left] = max(bounds[at, left], min(steps[row, S_QUALITY], onward))


@njit(cache=True)
def key_of(weak, walked_steps, order):
    """The two numbers that come before the ids in a key; lower comes first."""
    return (walked_steps, -weak) if order == FEWEST_STEPS else (-weak, walked_steps)


@njit(cache=True)
def best_onward(at, weak, depth, most, order, bounds, open_end):
    """(whether a longer path can be wanted, the best key that one could have)."""
    if open_end:
        first, second = key_of(weak, depth + 1, order)
        return depth < most, first, second
    found, first, second = False, np.int64(0), np.int64(0)
    for more in range(1, most - depth + 1):
        if bounds[at, more] >= 0:
            key_1, key_2 = key_of(min(weak, bounds[at, more]), depth + more, order)
            if not found or key_1 < first or (key_1 == first and key_2 < second):
                found, first, second = True, key_1, key_2
    return found, first, second


@njit(cache=True)
def passes(person, parent, left, at, via, far, entries, steps):
    """(whether all who must be passed stand in the middle, whether the others are near enough to be passed)."""
    passed = near = True
    for number in range(len(via)):
        ending = person == via[number]
        behind = parent >= 0 and meets(parent, via[number], -1, entries, steps)
        passed = passed and behind and not ending
        near = near and (ending or behind or far[at, 1 + number] <= left)
    return passed, near


@njit(cache=True)
def keep(made, size, parent, step, person, depth, weak, done, first, second, entries, ids, heap, steps):
    """A path kept under its key; the arrays have room for it."""
    entry, line = entries[made], ids[made]
    entry[E_FIRST], entry[E_SECOND], entry[E_WEAK], entry[E_PERSON] = first, second, weak, person
    entry[E_PARENT], entry[E_DEPTH], entry[E_DONE], entry[E_STEP] = parent, depth, done, step
    line[:] = -1
    if parent >= 0:
        filled = 0
        while filled < len(line) and ids[parent, filled] >= 0:
            line[filled] = ids[parent, filled]
            filled += 1
        line[filled] = steps[step, S_TIE]
        if steps[step, S_TIE_2] >= 0:
            line[filled + 1] = steps[step, S_TIE_2]
    heap[size] = made
    rise(heap, size, entries, ids)


@njit(cache=True)
def outdone(entry, at, head, link, entries, ids, steps):
    """Whether some beginning grown earlier can do all that this one could, better (an open end, nobody to pass):
    fewer steps, or as many and lower ids, through no other groups; it was no worse at its weakest."""
    other = head[at]
    while other >= 0:
        shorter = entries[other, E_DEPTH] < entries[entry, E_DEPTH]
        same = entries[other, E_DEPTH] == entries[entry, E_DEPTH] and lower_ids(other, entry, ids)
        if (shorter or same) and groups_within(other, entry, entries, steps):
            return True
        other = link[other]
    return False


@njit(cache=True)
def best(source, via, most, order, k, count_all, open_end, counts, tables, web, view, scratch, stop):
    """Best first: (tables, how many, the step rows of each of the first k, their lengths)."""
    people, slots = view[2], scratch[5]
    entries, ids = np.empty((1024, 8), np.int64), np.full((1024, 2 * most), -1, np.int64)
    heap, link = np.empty((1024, 1), np.int64), np.full((1024, 1), -1, np.int64)
    head, ended = np.full((1024, 1), -1, np.int64), np.zeros((1024, 1), np.int64)
    rows, lengths = np.full((k, most), -1, np.int64), np.zeros(k, np.int64)
    count = size = made = 0
    popped = step = -1
    row, end_row = -1, 0  # the path of no steps is kept first
    while True:
        while row < end_row:
            step, row = row, row + 1
            person = source if popped < 0 else tables[4][step, S_TO]
            if popped >= 0 and meets(popped, person, tables[4][step, S_GROUP], entries, tables[4]):
                continue
            depth = 0 if popped < 0 else entries[popped, E_DEPTH] + 1
            weak = np.int64(BEST) if popped < 0 else min(entries[popped, E_WEAK], tables[4][step, S_QUALITY])
            at = slots[person]
            passed, near = passes(person, popped, most - depth - 1, at, via, tables[3], entries, tables[4])
            entries, ids = grown(entries, made + 2), grown(ids, made + 2)
            heap, link = grown(heap, size + 2), grown(link, made + 2)
            wanted = not people[person] & NO_END and (open_end or people[person] & AN_END)
            if depth > 0 and wanted and passed:
                first, second = key_of(weak, depth, order)
                keep(
                    made, size, popped, step, person, depth, weak, 1, first, second, entries, ids, heap[:, 0], tables[4]
                )
                size, made = size + 1, made + 1
            going, first, second = best_onward(at, weak, depth, most, order, tables[2], open_end)
            if near and going and depth < most:
                keep(
                    made, size, popped, step, person, depth, weak, 0, first, second, entries, ids, heap[:, 0], tables[4]
                )
                size, made = size + 1, made + 1
        if size == 0 or stop[0] or (count >= k and not count_all):
            return tables, count, rows, lengths
        popped = heap[0, 0]
        size -= 1
        heap[0, 0] = heap[size, 0]
        sink(heap[:, 0], size, entries, ids)
        at = slots[entries[popped, E_PERSON]]
        head, ended = filled(head, len(tables[0]), -1), filled(ended, len(tables[0]), 0)
        row = end_row = 0
        if entries[popped, E_DONE]:
            if not open_end or not ended[at, 0]:
                ended[at, 0] = 1
                if count < k:
                    lengths[count] = entries[popped, E_DEPTH]
                    write(rows[count], popped, entries)
                count += 1
        elif not open_end or len(via) or not outdone(popped, at, head[:, 0], link[:, 0], entries, ids, tables[4]):
            link[popped, 0], head[at, 0] = head[at, 0], popped
            tables = opened(at, source, counts, tables, web, view, scratch)
            row, end_row = tables[1][at, 0], tables[1][at, 1]


@njit(cache=True)
def filled(rows, needed, value):
    """The same rows with room for more, the new ones holding a value."""
    wider = grown(rows, needed)
    wider[len(rows) :] = value
    return wider


@njit(cache=True)
def write(row, entry, entries):
    """The steps of a path, from the source outward."""
    while entries[entry, E_STEP] >= 0:
        row[entries[entry, E_DEPTH] - 1] = entries[entry, E_STEP]
        entry = entries[entry, E_PARENT]


@njit(cache=True, nogil=True)
def search(source, ends, via, most, order, k, count_all, web, view, scratch, stop):
    """The best paths from one person: (how many, the step rows of each of the first k, lengths, steps, people met).

    `ends` empty: the best path to each person who may be an end; else every path to one of them. `most` steps at
    most; `count_all` goes on to the last one, so that the number is that of all. `stop[0]` ends it early.
    """
    scratch[2][1] += 1
    counts = np.array([0, 0, scratch[2][1]], np.int64)
    tables = (
        np.empty(1024, np.int64),
        np.full((1024, 2), -1, np.int64),
        np.full((1024, most + 1), -1, np.int64),
        np.full((1024, 3), most + 1, np.int64),
        np.empty((4096, 5), np.int64),
    )
    tables = meet(source, counts, tables, scratch[5], scratch[6])
    if len(ends):
        half = (most + 1) // 2
        tables = backward(ends, half, source, counts, tables, web, view, scratch)
        tables, ball = measured(0, source, most - half, source, counts, tables, web, view, scratch)
        forward(ball, half, most, tables, scratch[5])
    for number in range(len(via)):
        tables, _ = measured(1 + number, via[number], most - 1, source, counts, tables, web, view, scratch)
    tables, count, rows, lengths = best(
        source, via, most, order, k, count_all, len(ends) == 0, counts, tables, web, view, scratch, stop
    )
    return count, rows, lengths, tables[4][: counts[C_USED]], counts[C_MET]
