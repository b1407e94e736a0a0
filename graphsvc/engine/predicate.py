"""Whether a tie counts for a question, and what it is worth. Compiled.

Every tie is looked at under the whole predicate as it is met: kind, class, case, consent, circle, dates,
verification, whom the safety lines bar, pairs kept apart. A hidden tie gives the answer of a removed one.
Qualities are packed into one integer, (strength, last contact, sources); greater is better.
"""

import numpy as np

from graphsvc.engine.columns import BY_INCIDENTS as INCIDENT_STRENGTHS
from graphsvc.engine.columns import (
    CASE,
    CLOSE_AT,
    CLS,
    CONTACT,
    ENTRY_WIDTH,
    EXTRA,
    G_CASE,
    G_CLS,
    G_JOINS,
    G_SINCE,
    G_UNTIL,
    GROUP_SPAN_WIDTH,
    GROUP_WIDTH,
    HEAD_WIDTH,
    KIND_BITS,
    KINDS,
    MEMBER,
    NEAR_AT,
    RANK_BITS,
    SAID,
    SINCE,
    SOURCES,
    TO,
    TONE_AT,
    TRAITS,
    TYPE_AT,
    UNTIL,
    VERIFIED_AT,
)
from graphsvc.engine.compiled import lean, tiny
from graphsvc.engine.desk import (
    A_BASE,
    A_BASE_MEMBERS,
    A_BASE_TIES,
    A_BITS,
    A_CASES,
    A_CLASSES,
    A_ENTRIES,
    A_GROUP_SPANS,
    A_GROUPS,
    A_HEADS,
    A_LATE_ENTRIES,
    A_LATE_HEADS,
    A_LATE_MEMBER_HEADS,
    A_LATE_MEMBERS,
    A_MEMBER_HEADS,
    A_MEMBERS,
    A_PAIRS,
    A_PAIRS_COUNT,
    A_RANKS,
    Q_CAP,
    Q_FALLEN,
    Q_FALLEN_TWICE,
    Q_KIND,
    Q_LAPSED,
    Q_SINCE,
    Q_SOURCE,
    Q_SURE,
    Q_TODAY,
    Q_UNDATED,
    Q_UNTIL,
    ints,
    octets,
    wide,
)
from graphsvc.engine.filed import NEVER
from graphsvc.model.quality import (
    FALLS,
    UNKNOWN,
)

IN_CIRCLE, IN_KIN_CIRCLE, CONSENTED, SHUT, PAIRED = 1, 2, 4, 8, 16
"""What a person is for one asker on a day, one bit each (`bits`). SHUT: barred whoever P is; PAIRED: kept apart from
somebody."""
OUTSIDE, NO_END, SPARED, ALSO_PAIRED = 1, 2, 4, 8
"""What a person or group is for one question: SPARED is walked though SHUT."""
ALLOWED, WITH_CONSENT = 1, 2
"""What an access class is for one asker."""
STRENGTH_AT, CONTACT_AT, MOST_SOURCES = 40, 16, 65535
"""Bits of a packed quality below its strength and below its last contact."""
SUPPORT = KINDS["SUPPORT"]
DOWN, DOWN_AGAIN = (down for _, down in FALLS)
BY_INCIDENTS = tuple(int(strength) for strength in INCIDENT_STRENGTHS)
"""The model's tables (quality.py), as constants of the compiled code."""


@tiny
def days_of(desk):
    """What a tie's days and kind are held against."""
    return desk[Q_KIND], desk[Q_SINCE], desk[Q_UNTIL], desk[Q_UNDATED], desk[Q_TODAY]


@tiny
def falls_of(desk):
    """What a tie's strength is held against."""
    return desk[Q_LAPSED], desk[Q_FALLEN], desk[Q_FALLEN_TWICE]


@tiny
def stands(block, at, both, least, classes, cases, days):
    """Whether a tie counts for this question: its kind, its days, how sure it is, and whether the asker may see it:
    by class, by case, or by consent of everybody it is about; within the circle."""
    kind, first_day, last_day, undated, today = days
    traits = block[at, TRAITS]
    if (
        traits & KIND_BITS != kind
        or (traits >> VERIFIED_AT) & 3 < least
        or block[at, SINCE] > last_day
        or block[at, UNTIL] < max(first_day, block[at, SINCE])
        or not both & (IN_KIN_CIRCLE if (traits >> NEAR_AT) & 1 else IN_CIRCLE)
        or ((traits >> TYPE_AT) & 3 == MEMBER and block[at, EXTRA] < today)
        or (block[at, SINCE] == NEVER and not undated)
    ):
        return False
    opening = classes[block[at, CLS]]
    return opening & ALLOWED or cases[block[at, CASE]] or (opening & WITH_CONSENT and both & CONSENTED)


@tiny
def closed(bits, mark):
    """Whether nobody may walk by somebody: left out by the asker, or barred by a safety line."""
    return mark & OUTSIDE or (bits & SHUT and not mark & SPARED)


@tiny
def quality(block, at, incidents, falls):
    """(strength, last contact, sources), packed (definitions.md §5)."""
    lapsed, fallen, fallen_twice = falls
    traits, contact = block[at, TRAITS], block[at, CONTACT]
    strength = (traits >> CLOSE_AT) & 7
    if traits & KIND_BITS == SUPPORT:
        if block[at, SAID] <= lapsed:
            strength = min(strength, UNKNOWN)
        if strength != UNKNOWN and contact > 0:
            strength -= DOWN * (contact <= fallen) + DOWN_AGAIN * (contact <= fallen_twice)
        strength -= (traits >> TONE_AT) & 3
    elif (traits >> TYPE_AT) & 3 != MEMBER:
        strength = BY_INCIDENTS[min(incidents, len(BY_INCIDENTS) - 1)]
    packed = np.int64(max(strength, 0)) << STRENGTH_AT
    return packed | np.int64(contact) << CONTACT_AT | min(block[at, SOURCES], MOST_SOURCES)


@tiny
def rank(row, desk):
    """The place of a tie's id among all ids as text."""
    late = row - desk[A_BASE_TIES]
    return np.int64(row + 1) << RANK_BITS if late < 0 else wide(desk[A_RANKS])[late]


@lean
def joins(group, desk):
    """Whether a group is a step: seen, standing, of a kind that joins, and of no more visible people than the cap.
    Those whose membership has no day count, walked or not."""
    groups, bits = ints(desk[A_GROUPS], GROUP_WIDTH), octets(desk[A_BITS])
    classes, cases = octets(desk[A_CLASSES]), octets(desk[A_CASES])
    days = desk[Q_KIND], desk[Q_SINCE], desk[Q_UNTIL], True, desk[Q_TODAY]
    since, until = groups[group, G_SINCE], groups[group, G_UNTIL]
    if not groups[group, G_JOINS] or since > desk[Q_UNTIL] or until < max(desk[Q_SINCE], since):
        return False
    if not classes[groups[group, G_CLS]] & ALLOWED and not cases[groups[group, G_CASE]]:
        return False
    first, end, heads_at, members_at = membership(group, desk)
    heads, members = ints(heads_at, HEAD_WIDTH), ints(members_at, ENTRY_WIDTH)
    count, last = 0, -1
    for at in range(first, end):
        other = heads[at, TO]
        if other != last and stands(members, at, bits[other], 1, classes, cases, days):
            count, last = count + 1, other
            if count > desk[Q_CAP]:
                return False
    return True


@tiny
def membership(group, desk):
    """(first row, end, where heads lie, where memberships lie) of a group."""
    spans = ints(desk[A_GROUP_SPANS], GROUP_SPAN_WIDTH)
    first, end = spans[group, 0], spans[group, 1]
    if first < desk[A_BASE_MEMBERS]:
        return first, end, desk[A_MEMBER_HEADS], desk[A_MEMBERS]
    return first, end, desk[A_LATE_MEMBER_HEADS], desk[A_LATE_MEMBERS]


@tiny
def ways(first, desk):
    """Where heads and entries of the person lie whose first entry that is."""
    if first < desk[A_BASE]:
        return desk[A_HEADS], desk[A_ENTRIES]
    return desk[A_LATE_HEADS], desk[A_LATE_ENTRIES]


@tiny
def apart(one, other, desk):
    """Whether a protective fact keeps two middles from each other. Pairs: sorted, lower number in the upper half."""
    if one == desk[Q_SOURCE] or other == desk[Q_SOURCE]:
        return False
    pairs, count = wide(desk[A_PAIRS]), desk[A_PAIRS_COUNT]
    key = np.int64(min(one, other)) << 32 | max(one, other)
    low, high = 0, count
    while low < high:
        middle = (low + high) >> 1
        low, high = (middle + 1, high) if pairs[middle] < key else (low, middle)
    return low < count and pairs[low] == key


@tiny
def unsure(bits, mark, desk):
    """Whether a step through a group to somebody is left out where walks must be paths: two steps through one group
    are one step, unless the two at their ends are kept apart."""
    return desk[Q_SURE] and (bits & PAIRED or mark & ALSO_PAIRED)
