"""A person's steps: the best way to each neighbour, directly or through one group. Compiled.

Every tie is looked at under the whole predicate as it is met: kind, class, case, consent, circle, dates,
verification, whom the safety lines bar, pairs kept apart. A hidden tie gives the answer of a removed one.
Ties that cannot be worth the search's floor are not looked at: they stand last.

A search numbers the people it meets, by `slot`; its tables are as long as they are many. Qualities are packed into
one integer, (strength, last contact, sources); greater is better. A table that is full says so, and the search is
begun again with more room.
"""

import numpy as np

from graphsvc.engine.columns import BY_INCIDENTS as INCIDENT_STRENGTHS
from graphsvc.engine.columns import (
    CASE,
    CLOSE_AT,
    CLS,
    CONTACT,
    EXTRA,
    G_CASE,
    G_CLS,
    G_JOINS,
    G_SINCE,
    G_UNTIL,
    INCIDENTS,
    KIND_BITS,
    KINDS,
    MEMBER,
    NEAR_AT,
    NEVER,
    RANK_BITS,
    ROW,
    SAID,
    SINCE,
    SOURCES,
    TO,
    TONE_AT,
    TRAITS,
    TYPE_AT,
    UNTIL,
    UPPER,
    VERIFIED_AT,
)
from graphsvc.engine.compiled import lean, tiny
from graphsvc.model.quality import FALLS, UNKNOWN

IN_CIRCLE, IN_KIN_CIRCLE, CONSENTED, SHUT, PAIRED = 1, 2, 4, 8, 16
"""What a person is for one asker on a day, one bit each (`bits`). SHUT: barred whoever P is; PAIRED: kept apart from
somebody."""
OUTSIDE, NO_END, SPARED, ALSO_PAIRED = 1, 2, 4, 8
"""What a person or group is for one question: SPARED is walked though SHUT. Those people are met before all others."""
ALLOWED, WITH_CONSENT = 1, 2
"""What an access class is for one asker."""
(
    Q_KIND,
    Q_SINCE,
    Q_UNTIL,
    Q_UNDATED,
    Q_TODAY,
    Q_VERIFIED,
    Q_CAP,
    Q_LAPSED,
    Q_FALLEN,
    Q_FALLEN_TWICE,
    Q_FLOOR,
    Q_FLOOR_UPPER,
    Q_SOURCE,
    Q_IN_ORDER,
    Q_ADDS,
) = range(15)
"""The numbers of a question. A tie must have begun by Q_UNTIL and not ended before Q_SINCE; closeness stated up to
Q_LAPSED lapsed, a contact up to Q_FALLEN lets it fall; below Q_FLOOR a step is no step. Q_ADDS: costs are added up."""
Q_WIDTH = 15
STRENGTH_AT, CONTACT_AT, MOST_SOURCES = 40, 16, 65535
"""Bits of a packed quality below its strength and below its last contact."""
S_SLOT, S_QUALITY, S_TIE, S_TIE_2, S_GROUP, S_SINCE, S_UNTIL = range(7)
"""Columns of a step: ties by their rank; S_TIE_2 and S_GROUP are -1 where no group joins the two."""
STEP_WIDTH = 7
HOP, SECOND, PLACES = 1, 2, 3
"""Behind each bound stand the person whom its way goes to first, and the best of the ways that go to somebody else:
no way is counted on that goes back at once to where it came from. They mean something once the bound does."""
C_TICK, C_MET, C_USED, C_FULL, C_FOUND, C_STEPPED, C_DROPPED, C_TOUCHED, C_STAMP = range(9)
"""What a search counts: its stamp (C_STAMP: in one byte), people met, steps made, whether a table is full, paths
found, ties walked, and ways through a group that a pair kept apart took. C_TOUCHED means nothing."""
COUNTED = 9
SUPPORT = KINDS["SUPPORT"]
DOWN, DOWN_AGAIN = (down for _, down in FALLS)
BY_INCIDENTS = tuple(int(strength) for strength in INCIDENT_STRENGTHS)
"""The model's tables (quality.py), as constants of the compiled code."""


@tiny
def stands(block, at, both, least, classes, cases, q):
    """Whether a tie counts for this question: its kind, its days, how sure it is, and whether the asker may see it:
    by class, by case, or by consent of everybody it is about; within the circle."""
    traits = block[at, TRAITS]
    if (
        traits & KIND_BITS != q[Q_KIND]
        or (traits >> VERIFIED_AT) & 3 < least
        or block[at, SINCE] > q[Q_UNTIL]
        or block[at, UNTIL] < max(q[Q_SINCE], block[at, SINCE])
        or not both & (IN_KIN_CIRCLE if (traits >> NEAR_AT) & 1 else IN_CIRCLE)
        or ((traits >> TYPE_AT) & 3 == MEMBER and block[at, EXTRA] < q[Q_TODAY])
        or (block[at, SINCE] == NEVER and not q[Q_UNDATED])
    ):
        return False
    opening = classes[block[at, CLS]]
    return opening & ALLOWED or cases[block[at, CASE]] or (opening & WITH_CONSENT and both & CONSENTED)


@tiny
def closed(bits, mark):
    """Whether nobody may walk by somebody: left out by the asker, or barred by a safety line."""
    return mark & OUTSIDE or (bits & SHUT and not mark & SPARED)


@tiny
def quality(block, at, incidents, q):
    """(strength, last contact, sources), packed (definitions.md §5)."""
    traits, contact = block[at, TRAITS], block[at, CONTACT]
    strength = (traits >> CLOSE_AT) & 7
    if traits & KIND_BITS == SUPPORT:
        if block[at, SAID] <= q[Q_LAPSED]:
            strength = min(strength, UNKNOWN)
        if strength != UNKNOWN and contact > 0:
            strength -= DOWN * (contact <= q[Q_FALLEN]) + DOWN_AGAIN * (contact <= q[Q_FALLEN_TWICE])
        strength -= (traits >> TONE_AT) & 3
    elif (traits >> TYPE_AT) & 3 != MEMBER:
        strength = BY_INCIDENTS[min(incidents, len(BY_INCIDENTS) - 1)]
    packed = np.int64(max(strength, 0)) << STRENGTH_AT
    return packed | np.int64(contact) << CONTACT_AT | min(block[at, SOURCES], MOST_SOURCES)


@tiny
def rank(row, ranks, base_ties):
    """The place of a tie's id among all ids as text."""
    return np.int64(row + 1) << RANK_BITS if row < base_ties else ranks[row - base_ties]


@lean
def joins(group, web, view):
    """Whether a group is a step: seen, standing, of a kind that joins, and of no more visible people than the cap."""
    _, _, _, _, groups, group_spans, base, late, _ = web
    classes, cases, bits, _, _, _, q = view
    since, until = groups[group, G_SINCE], groups[group, G_UNTIL]
    if not groups[group, G_JOINS] or since > q[Q_UNTIL] or until < max(q[Q_SINCE], since):
        return False
    if not classes[groups[group, G_CLS]] & ALLOWED and not cases[groups[group, G_CASE]]:
        return False
    first, end = group_spans[group, 0], group_spans[group, 1]
    block, back = (base, 0) if first < len(base[0]) else (late, len(base[0]))
    heads, members = block
    count, last = 0, -1
    for at in range(first - back, end - back):
        other = heads[at, TO]
        if other != last and stands(members, at, bits[other], 1, classes, cases, q):
            count, last = count + 1, other
            if count > q[Q_CAP]:
                return False
    return True


@tiny
def apart(one, other, pairs, source):
    """Whether a protective fact keeps two middles from each other. Pairs: sorted, lower number in the upper half."""
    if one == source or other == source:
        return False
    key = np.int64(min(one, other)) << 32 | max(one, other)
    low, high = 0, len(pairs)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if pairs[middle] < key else (low, middle)
    return low < len(pairs) and pairs[low] == key


@tiny
def met(person, counts, slots, who, first, bounds, far, near, place_of, state, seen):
    """The slot of a person, a new one for somebody not met yet."""
    held = slots[person]
    if held >> 32 == counts[C_TICK]:
        return held & 0xFFFFFFFF
    slot = counts[C_MET]
    if slot + 1 >= min(len(who), len(bounds)):
        counts[C_FULL] = 1
        return 0
    slots[person] = counts[C_TICK] << 32 | slot
    who[slot], first[slot], far[slot], near[slot], place_of[slot], state[slot] = person, -1, -1, -1, -1, 0
    seen[person] = counts[C_STAMP]
    for each in range(0, bounds.shape[1], PLACES):
        bounds[slot, each] = -1
    counts[C_MET] = slot + 1
    return slot


@lean
def opened(slot, inward, web, view, scratch, counts):
    """Make the steps of the person in that slot; `inward`: those to people met already, since others lead nowhere."""
    _, who, first, last, _, _, _, steps, _, _, _, _, _ = scratch
    person, begun = who[slot], counts[C_USED]
    if begun + web[0][person, 2] - web[0][person, 0] >= len(steps):
        counts[C_FULL] = 1
        return
    direct(person, inward, web, view, scratch, counts)
    if web[0][person, 1] < web[0][person, 2]:
        by_groups(slot, person, inward, begun, web, view, scratch, counts)
    first[slot], last[slot] = begun, counts[C_USED]


@lean
def direct(person, inward, web, view, scratch, counts):
    """The steps to neighbours tied directly, those worth most first."""
    spans, base, late, ranks, _, _, _, _, base_ties = web
    classes, cases, bits, _, _, pairs, q = view
    slots, who, first, _, bounds, far, near, steps, _, place_of, _, state, seen = scratch
    (heads, block), back = (base, 0) if spans[person, 0] < len(base[0]) else (late, len(base[0]))
    at, end, own = spans[person, 0] - back, spans[person, 1] - back, bits[person]
    floor, floor_upper, least, source = q[Q_FLOOR], q[Q_FLOOR_UPPER], q[Q_VERIFIED], q[Q_SOURCE]
    used, looked, tick, stamp = counts[C_USED], 0, counts[C_TICK], counts[C_STAMP]
    if not inward:  # asks memory for all of them at once, where the loop below waits for each
        for each in range(at, end):
            counts[C_TOUCHED] += slots[heads[each, TO]]
    while at < end and heads[at, UPPER] >= floor_upper:
        other, run = heads[at, TO], at + 1
        while run < end and heads[run, TO] == other:
            run += 1
        if inward and seen[other] != stamp:
            at = run
            continue
        held, theirs = slots[other], bits[other]
        mark = state[held & 0xFFFFFFFF] if held >> 32 == tick else 0
        kept = theirs & PAIRED or mark & ALSO_PAIRED
        if closed(theirs, mark) or (kept and apart(person, other, pairs, source)):
            at = run
            continue
        both = own & theirs
        walked = held >> 32 == tick and first[held & 0xFFFFFFFF] >= 0
        incidents, last = 0, -1
        for each in range(at, run):
            new = (block[each, TRAITS] >> TYPE_AT) & 3 == INCIDENTS and block[each, EXTRA] != last
            if new and stands(block, each, both, least, classes, cases, q):
                incidents, last = incidents + 1, block[each, EXTRA]
        best, best_rank, best_each = np.int64(-1), np.int64(0), at
        for each in range(at, run):
            if not stands(block, each, both, least, classes, cases, q):
                continue
            looked += not walked  # each tie once: from the end that is opened first
            value = quality(block, each, incidents, q)
            if value < best:
                continue
            place = rank(block[each, ROW], ranks, base_ties)
            if value > best or place < best_rank:
                best, best_rank, best_each = value, place, each
        at = run
        if best < floor:
            continue
        slot = met(other, counts, slots, who, first, bounds, far, near, place_of, state, seen)
        steps[used, S_SLOT], steps[used, S_QUALITY], steps[used, S_TIE] = slot, best, best_rank
        steps[used, S_TIE_2] = steps[used, S_GROUP] = -1
        steps[used, S_SINCE], steps[used, S_UNTIL] = block[best_each, SINCE], block[best_each, UNTIL]
        used += 1
    counts[C_USED] = used
    counts[C_STEPPED] += looked


@lean
def by_groups(slot, person, inward, begun, web, view, scratch, counts):
    """The steps through the person's groups, one to each other member who is not tied better already."""
    spans, base, late, ranks, _, group_spans, base_members, late_members, base_ties = web
    classes, cases, bits, _, group_marks, pairs, q = view
    slots, who, first, _, bounds, far, near, steps, place, place_of, joined, state, seen = scratch
    for row in range(begun, counts[C_USED]):
        place_of[steps[row, S_SLOT]], place[steps[row, S_SLOT]] = slot, row
    (heads, block), back = (base, 0) if spans[person, 0] < len(base[0]) else (late, len(base[0]))
    for at in range(spans[person, 1] - back, spans[person, 2] - back):
        group = heads[at, TO]
        if heads[at, UPPER] < q[Q_FLOOR_UPPER] or group_marks[group] & OUTSIDE:
            continue
        own = quality(block, at, 0, q)
        if own < q[Q_FLOOR] or not stands(block, at, bits[person], q[Q_VERIFIED], classes, cases, q):
            continue
        if joined[group] >> 1 != counts[C_TICK]:
            joined[group] = counts[C_TICK] << 1 | joins(group, web, view)
        if not joined[group] & 1:
            continue
        counts[C_STEPPED] += 1
        tie = rank(block[at, ROW], ranks, base_ties)
        in_base = group_spans[group, 0] < len(base_members[0])
        (leads, others), behind = (base_members, 0) if in_base else (late_members, len(base_members[0]))
        for each in range(group_spans[group, 0] - behind, group_spans[group, 1] - behind):
            other = leads[each, TO]
            known = slots[other] >> 32 == counts[C_TICK]
            mark = state[slots[other] & 0xFFFFFFFF] if known else 0
            if other == person or closed(bits[other], mark) or (inward and not known):
                continue
            kept = bits[other] & PAIRED or mark & ALSO_PAIRED
            if kept and apart(person, other, pairs, q[Q_SOURCE]):
                counts[C_DROPPED] += 1
                continue
            since, until = max(block[at, SINCE], others[each, SINCE]), min(block[at, UNTIL], others[each, UNTIL])
            value = min(own, quality(others, each, 0, q))
            if (
                since > until
                or value < q[Q_FLOOR]
                or not stands(others, each, bits[other], q[Q_VERIFIED], classes, cases, q)
            ):
                continue
            to, tie_2 = (
                met(other, counts, slots, who, first, bounds, far, near, place_of, state, seen),
                rank(others[each, ROW], ranks, base_ties),
            )
            row = place[to]
            if place_of[to] != slot:
                row = counts[C_USED]
                if row + 1 >= len(steps):
                    counts[C_FULL] = 1
                if counts[C_FULL]:
                    return
                counts[C_USED], place_of[to], place[to] = row + 1, slot, row
            elif not better(value, tie, tie_2, steps, row):
                continue
            steps[row, S_SLOT], steps[row, S_QUALITY], steps[row, S_TIE], steps[row, S_TIE_2] = to, value, tie, tie_2
            steps[row, S_GROUP] = group
            steps[row, S_SINCE], steps[row, S_UNTIL] = since, until


@lean
def better(value, tie, tie_2, steps, row):
    """Whether a way through a group is better than the step that stands: quality, then lower ids."""
    if value != steps[row, S_QUALITY]:
        return value > steps[row, S_QUALITY]
    return tie < steps[row, S_TIE] or (tie == steps[row, S_TIE] and tie_2 < steps[row, S_TIE_2])
