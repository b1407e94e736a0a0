"""A person's steps: the best way to each neighbour, directly or through one group, by ties that count (predicate.py).
Compiled. Ties that cannot be worth the search's floor are not looked at: they stand last.

A search numbers the people it meets, by `slot`; its tables are as long as they are many. A table that is full says so,
and the search is begun again with more room. Memory is asked for what is read next before it is read: a city does not
fit a cache.
"""

import numpy as np

from graphsvc.engine.columns import (
    ENTRY_WIDTH,
    EXTRA,
    HEAD_WIDTH,
    INCIDENTS,
    ROW,
    SINCE,
    SPAN_WIDTH,
    TO,
    TRAITS,
    TYPE_AT,
    UNTIL,
    UPPER,
)
from graphsvc.engine.compiled import lean, tiny
from graphsvc.engine.desk import (
    A_BITS,
    A_BOUNDS,
    A_CASES,
    A_CLASSES,
    A_GROUP_MARKS,
    A_JOINED,
    A_KNOWN,
    A_PEOPLE,
    A_PEOPLE_ROOM,
    A_QUALITY,
    A_REST,
    A_SEEN,
    A_SPANS,
    A_STEPS_ROOM,
    A_TIES,
    A_TO,
    A_TOUCHED,
    A_WIDTH,
    C_DROPPED,
    C_FULL,
    C_GROUPS,
    C_MET,
    C_MOST,
    C_OVER,
    C_STEPPED,
    C_USED,
    Q_AMONG,
    Q_FLOOR,
    Q_FLOOR_UPPER,
    Q_VERIFIED,
    ahead,
    ints,
    longs,
    numbers,
    octets,
    wide,
)
from graphsvc.engine.predicate import (
    ALSO_PAIRED,
    OUTSIDE,
    PAIRED,
    apart,
    closed,
    days_of,
    falls_of,
    joins,
    membership,
    quality,
    rank,
    stands,
    unsure,
    ways,
)

SLOT, MARKS_AT = (1 << 24) - 1, 24
"""What a search knows of somebody, in one word: above, what she is for the question; below, her slot plus one, 0
before she is met. All words are 0 again when a search ends."""
EVERYBODY, MET, TOUCHED = 0, 1, 2
SEEN_EACH = 4
"""Among whom steps are made: everybody, or those of whom a search has seen so much, in two bits each; so many people
have a byte together. MET: she has a slot. TOUCHED: a tie leads to her, seen by the asker or not."""
P_WHO, P_FIRST, P_LAST, P_FAR, P_NEAR, P_PLACE, P_PLACE_OF, P_TAKEN = range(8)
"""Columns of somebody met: the person; her steps, from and to; how far she is from the source and from the ends; the
step that leads to her, and from whom; whether the path stands on her. -1 where nothing is known."""
PERSON_WIDTH = 8
R_GROUP, R_SINCE, R_UNTIL, R_TIES = range(4)
"""Columns of the rest of a step. Its first tie and, where a group joins the two, its second stand in a table of their
own, by rank; R_GROUP is -1 where none does. R_TIES: how many ties between the two were looked at and count."""
REST_WIDTH = 4
HOP, SECOND, PLACES = 1, 2, 3
"""Behind each bound stand the person whom its way goes to first, and the best of the ways that go to somebody else:
no way is counted on that goes back at once to where it came from. They mean something once the bound does."""
BEST = 1 << 60
"""Better than any tie: the weakest tie of a path that has none yet."""
JOINS, JOINS_NOT = 1, 2
LINE, SPAN_BYTES, HEAD_BYTES, ENTRY_BYTES = 64, SPAN_WIDTH * 4, HEAD_WIDTH * 4, ENTRY_WIDTH * 4
"""Bytes that memory hands over at once, and those of a row of each."""


@tiny
def seen_as(person, seen):
    """What of MET and TOUCHED somebody is."""
    return (seen[person >> 2] >> ((person & 3) << 1)) & (MET | TOUCHED)


@tiny
def see(person, what, seen):
    """Somebody is that from now on."""
    seen[person >> 2] |= what << ((person & 3) << 1)


@tiny
def see_no_more(person, what, seen):
    """Somebody is that no more."""
    seen[person >> 2] &= 255 ^ (what << ((person & 3) << 1))


@tiny
def met(person, desk, known, people):
    """The slot of a person, a new one for somebody not met yet."""
    word = known[person]
    if word & SLOT:
        return (word & SLOT) - 1
    slot = desk[C_MET]
    if slot + 1 >= desk[A_PEOPLE_ROOM]:
        desk[C_FULL] = 1
        return 0
    known[person] = word | (slot + 1)
    see(person, MET, octets(desk[A_SEEN]))
    people[slot, P_WHO], people[slot, P_FIRST], people[slot, P_LAST], people[slot, P_FAR] = person, -1, -1, -1
    people[slot, P_NEAR], people[slot, P_PLACE], people[slot, P_PLACE_OF], people[slot, P_TAKEN] = -1, -1, -1, 0
    width = desk[A_WIDTH]
    bounds = wide(desk[A_BOUNDS])
    for each in range(slot * width, slot * width + width, PLACES):
        bounds[each] = -1
    desk[C_MET] = slot + 1
    return slot


@tiny
def forget(person, desk):
    """Somebody is as if never met."""
    numbers(desk[A_KNOWN])[person] &= ~SLOT
    see_no_more(person, MET, octets(desk[A_SEEN]))


@lean
def opened(slot, desk):
    """Make the steps of the person in that slot, to those among whom Q_AMONG says: to others they would lead nowhere.

    Of no more use once there are more than C_MOST: the rest is left out, and C_OVER says so."""
    people, spans = ints(desk[A_PEOPLE], PERSON_WIDTH), ints(desk[A_SPANS], SPAN_WIDTH)
    person, begun = people[slot, P_WHO], desk[C_USED]
    if begun + spans[person, 2] - spans[person, 0] >= desk[A_STEPS_ROOM]:
        desk[C_FULL] = 1
        return
    direct(slot, person, desk)
    if spans[person, 1] < spans[person, 2] and desk[C_USED] <= desk[C_MOST]:
        by_groups(slot, person, begun, desk)
    people[slot, P_FIRST], people[slot, P_LAST] = begun, desk[C_USED]
    desk[C_OVER] = desk[C_USED] > desk[C_MOST]


@tiny
def ask_for(first, end, heads, desk):
    """Ask memory for what is known of these neighbours, as far as they could be worth the floor; where they end."""
    at, floor_upper = first, desk[Q_FLOOR_UPPER]
    while at < end and heads[at, UPPER] >= floor_upper:
        ahead(desk[A_KNOWN] + 4 * np.int64(heads[at, TO]))
        ahead(desk[A_BITS] + heads[at, TO])
        at += 1
    return at


@tiny
def sought(at, end, among, floor_upper, heads, seen):
    """Where the next neighbour stands who is one of those and could be worth the floor; `end` where none is."""
    while at < end and heads[at, UPPER] >= floor_upper and not seen_as(heads[at, TO], seen) & among:
        at += 1
    return at if at < end and heads[at, UPPER] >= floor_upper else end


@tiny
def way_back(slot, other, people, rest):
    """The row of the direct step that led from the other to whoever has that slot, -1 where none is known: the step
    back is the same."""
    row = people[slot, P_PLACE]
    return row if other >= 0 and people[slot, P_PLACE_OF] == other and rest[row, R_GROUP] < 0 else -1


@lean
def direct(slot, person, desk):
    """The steps to neighbours tied directly, those worth most first."""
    spans = ints(desk[A_SPANS], SPAN_WIDTH)
    heads_at, block_at = ways(spans[person, 0], desk)
    heads, block = ints(heads_at, HEAD_WIDTH), ints(block_at, ENTRY_WIDTH)
    classes, cases, bits = octets(desk[A_CLASSES]), octets(desk[A_CASES]), octets(desk[A_BITS])
    known, people = numbers(desk[A_KNOWN]), ints(desk[A_PEOPLE], PERSON_WIDTH)
    to, qualities, ties = numbers(desk[A_TO]), wide(desk[A_QUALITY]), longs(desk[A_TIES], 2)
    rest = ints(desk[A_REST], REST_WIDTH)
    floor, floor_upper, least, own = desk[Q_FLOOR], desk[Q_FLOOR_UPPER], desk[Q_VERIFIED], bits[person]
    seen, among = octets(desk[A_SEEN]), desk[Q_AMONG]
    days, falls = days_of(desk), falls_of(desk)
    at = spans[person, 0]
    end = spans[person, 1] if among else ask_for(at, spans[person, 1], heads, desk)
    used, looked, most = desk[C_USED], 0, desk[C_MOST]
    while at < end:
        if used > most:
            break
        if among:
            at = sought(at, end, among, floor_upper, heads, seen)
            if at == end:
                break
        first, other = at, heads[at, TO]
        at += 1
        while at < end and heads[at, TO] == other:
            at += 1
        word = known[other]
        there = (word & SLOT) - 1
        row = way_back(slot, there, people, rest)
        if row >= 0:
            to[used], qualities[used], ties[used, 0], ties[used, 1] = there, qualities[row], ties[row, 0], -1
            rest[used, R_GROUP], rest[used, R_TIES] = -1, rest[row, R_TIES]
            rest[used, R_SINCE], rest[used, R_UNTIL] = rest[row, R_SINCE], rest[row, R_UNTIL]
            used += 1
            continue
        theirs, mark = bits[other], word >> MARKS_AT
        if closed(theirs, mark) or ((theirs & PAIRED or mark & ALSO_PAIRED) and apart(person, other, desk)):
            continue
        both = own & theirs
        incidents, last = 0, -1
        for each in range(first, at):
            new = (block[each, TRAITS] >> TYPE_AT) & 3 == INCIDENTS and block[each, EXTRA] != last
            if new and stands(block, each, both, least, classes, cases, days):
                incidents, last = incidents + 1, block[each, EXTRA]
        best, best_rank, best_each, count = np.int64(-1), np.int64(0), first, 0
        for each in range(first, at):
            if not stands(block, each, both, least, classes, cases, days):
                continue
            count += 1
            value = quality(block, each, incidents, falls)
            if value < best:
                continue
            place = rank(block[each, ROW], desk)
            if value > best or place < best_rank:
                best, best_rank, best_each = value, place, each
        if best < floor:
            continue
        there = met(other, desk, known, people)
        if people[there, P_FIRST] < 0:  # each tie once: from the end that is opened first
            looked += count
        to[used], qualities[used], ties[used, 0], ties[used, 1] = there, best, best_rank, -1
        rest[used, R_GROUP], rest[used, R_TIES] = -1, count
        rest[used, R_SINCE], rest[used, R_UNTIL] = block[best_each, SINCE], block[best_each, UNTIL]
        used += 1
    desk[C_USED] = used
    if not among & TOUCHED:  # it is not said yet who of those is met (rings.py)
        desk[C_STEPPED] += looked


@tiny
def known_to_join(group, desk):
    """Whether a group is a step, decided once for a question."""
    joined = octets(desk[A_JOINED])
    if not joined[group]:
        joined[group] = JOINS if joins(group, desk) else JOINS_NOT
        numbers(desk[A_TOUCHED])[desk[C_GROUPS]] = group
        desk[C_GROUPS] += 1
    return joined[group] == JOINS


@lean
def way_in(at, person, desk):
    """The quality of somebody's membership there, -1 where it or its group is no step."""
    heads_at, block_at = ways(at, desk)
    heads, block = ints(heads_at, HEAD_WIDTH), ints(block_at, ENTRY_WIDTH)
    classes, cases, marks = octets(desk[A_CLASSES]), octets(desk[A_CASES]), octets(desk[A_GROUP_MARKS])
    group, own = heads[at, TO], quality(block, at, 0, falls_of(desk))
    if heads[at, UPPER] < desk[Q_FLOOR_UPPER] or own < desk[Q_FLOOR] or marks[group] & OUTSIDE:
        return np.int64(-1)
    if not stands(block, at, octets(desk[A_BITS])[person], desk[Q_VERIFIED], classes, cases, days_of(desk)):
        return np.int64(-1)
    return own if known_to_join(group, desk) else np.int64(-1)


@lean
def touch(person, no_more, desk):
    """Whoever any tie of somebody leads to is TOUCHED, or is so no more."""
    spans, seen, floor_upper = ints(desk[A_SPANS], SPAN_WIDTH), octets(desk[A_SEEN]), desk[Q_FLOOR_UPPER]
    heads = ints(ways(spans[person, 0], desk)[0], HEAD_WIDTH)
    for at in range(spans[person, 0], spans[person, 1]):
        if heads[at, UPPER] < floor_upper:
            break
        if no_more:
            see_no_more(heads[at, TO], TOUCHED, seen)
        else:
            see(heads[at, TO], TOUCHED, seen)
    for at in range(spans[person, 1], spans[person, 2]):
        if way_in(at, person, desk) < 0:
            continue
        first, end, leads_at, _ = membership(heads[at, TO], desk)
        leads = ints(leads_at, HEAD_WIDTH)
        for each in range(first, end):
            if no_more:
                see_no_more(leads[each, TO], TOUCHED, seen)
            else:
                see(leads[each, TO], TOUCHED, seen)


@lean
def by_groups(slot, person, begun, desk):
    """The steps through the person's groups, one to each other member who is not tied better already."""
    spans, bits = ints(desk[A_SPANS], SPAN_WIDTH), octets(desk[A_BITS])
    heads_at, block_at = ways(spans[person, 0], desk)
    heads, block = ints(heads_at, HEAD_WIDTH), ints(block_at, ENTRY_WIDTH)
    classes, cases, days, falls = octets(desk[A_CLASSES]), octets(desk[A_CASES]), days_of(desk), falls_of(desk)
    known, people, to = numbers(desk[A_KNOWN]), ints(desk[A_PEOPLE], PERSON_WIDTH), numbers(desk[A_TO])
    floor, least, seen, among = desk[Q_FLOOR], desk[Q_VERIFIED], octets(desk[A_SEEN]), desk[Q_AMONG]
    placed = False
    for at in range(spans[person, 1], spans[person, 2]):
        group, own = heads[at, TO], way_in(at, person, desk)
        if own < 0:
            continue
        if not placed:
            placed = True
            for row in range(begun, desk[C_USED]):
                people[to[row], P_PLACE_OF], people[to[row], P_PLACE] = slot, row
        desk[C_STEPPED] += 1
        tie = rank(block[at, ROW], desk)
        first, end, leads_at, others_at = membership(group, desk)
        leads, others = ints(leads_at, HEAD_WIDTH), ints(others_at, ENTRY_WIDTH)
        for each in range(first, end):
            other = leads[each, TO]
            if other == person or (among and not seen_as(other, seen) & among):
                continue
            theirs, mark = bits[other], known[other] >> MARKS_AT
            if closed(theirs, mark):
                continue
            since, until = max(block[at, SINCE], others[each, SINCE]), min(block[at, UNTIL], others[each, UNTIL])
            value = min(own, quality(others, each, 0, falls))
            if since > until or value < floor or not stands(others, each, theirs, least, classes, cases, days):
                continue
            if unsure(theirs, mark, desk):
                continue
            if (theirs & PAIRED or mark & ALSO_PAIRED) and apart(person, other, desk):
                desk[C_DROPPED] += 1  # after the rest: what is hidden from the asker must not make her wait
                continue
            by_group(slot, other, group, value, tie, rank(others[each, ROW], desk), since, until, desk)
            if desk[C_FULL]:
                return


@lean
def by_group(slot, other, group, value, tie, tie_2, since, until, desk):
    """The step to one member, where it is better than the one that stands: quality, then lower ids."""
    people, qualities, ties = ints(desk[A_PEOPLE], PERSON_WIDTH), wide(desk[A_QUALITY]), longs(desk[A_TIES], 2)
    rest, to = ints(desk[A_REST], REST_WIDTH), met(other, desk, numbers(desk[A_KNOWN]), people)
    row = people[to, P_PLACE]
    if people[to, P_PLACE_OF] != slot:
        row = desk[C_USED]
        if row + 1 >= desk[A_STEPS_ROOM]:
            desk[C_FULL] = 1
        if desk[C_FULL]:
            return
        desk[C_USED], people[to, P_PLACE_OF], people[to, P_PLACE] = row + 1, slot, row
        rest[row, R_TIES] = 0
    elif value < qualities[row] or (value == qualities[row] and not lower(tie, tie_2, ties, row)):
        return
    numbers(desk[A_TO])[row], qualities[row], ties[row, 0], ties[row, 1] = to, value, tie, tie_2
    rest[row, R_GROUP], rest[row, R_SINCE], rest[row, R_UNTIL] = group, since, until


@tiny
def lower(tie, tie_2, ties, row):
    """Whether these ids come before those of a step."""
    return tie < ties[row, 0] or (tie == ties[row, 0] and tie_2 < ties[row, 1])
