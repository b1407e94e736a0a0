"""Exact k best simple paths, step-bounded and met in the middle. Compiled.

    lined    every path of exactly n steps whose weakest tie is of one quality, in the order of the tie ids: depth
             first, and no step that the bounds (bounds.py) say leads nowhere. Only what comes round in a ring is
             walked in vain
    search   qualities from the best down, or numbers of steps from the fewest up, until there are enough paths

Where the weakest link comes first and the people around are many, ties are let in from the best down (`floors`): what
comes first in that order is found among strong ties alone, and the search of a part is as exact as that of the whole.
"""

import numpy as np

from graphsvc.engine.bounds import bound, bounds_at, joined, layer, past, via_bit
from graphsvc.engine.columns import CONTACT_BITS, HEAD_WIDTH, SPAN_WIDTH, UPPER
from graphsvc.engine.compiled import kernel, lean, tiny
from graphsvc.engine.desk import (
    A_BOUNDS,
    A_CHOSEN,
    A_EDGE,
    A_JOINED,
    A_KNOWN,
    A_MARKS,
    A_NAMED,
    A_NAMED_COUNT,
    A_PEOPLE,
    A_QUALITY,
    A_REST,
    A_SPANS,
    A_STOP,
    A_TIES,
    A_TO,
    A_TOUCHED,
    A_WIDTH,
    C_ABSENT,
    C_DROPPED,
    C_FOUND,
    C_FULL,
    C_GROUPS,
    C_MET,
    C_MOST,
    C_OVER,
    C_STEPPED,
    C_USED,
    D_AT,
    D_BEGUN,
    D_BELOW,
    D_END,
    D_NEEDED,
    D_NEXT,
    D_STEP,
    D_WEAK,
    MANY,
    Q_ADDS,
    Q_AMONG,
    Q_FLOOR,
    Q_FLOOR_UPPER,
    Q_IN_ORDER,
    Q_SOURCE,
    Q_SURE,
    ahead,
    halted,
    ints,
    longs,
    numbers,
    octets,
    wide,
)
from graphsvc.engine.expansion import (
    BEST,
    HOP,
    MARKS_AT,
    MET,
    P_FAR,
    P_FIRST,
    P_LAST,
    P_NEAR,
    P_TAKEN,
    P_WHO,
    PERSON_WIDTH,
    PLACES,
    R_GROUP,
    R_SINCE,
    R_UNTIL,
    REST_WIDTH,
    forget,
    met,
    opened,
)
from graphsvc.engine.predicate import CONTACT_AT, NO_END, STRENGTH_AT, joins, ways
from graphsvc.engine.rings import OUT, begun_at, widened

WEAKEST_LINK, FEWEST_STEPS, LEAST_COST = 0, 1, 2
"""LEAST_COST adds up a cost for each step (COST less its strength): the order of published algorithms, for comparing
with them. A path is then worth BEST less its cost, and the rest is as with the weakest link. No question offers it."""
S_SLOT, S_QUALITY, S_TIE, S_TIE_2, S_GROUP, S_SINCE, S_UNTIL = range(7)
"""Columns of a step of a path found, S_SLOT being the person; S_TIE_2 and S_GROUP are -1 where no group joins."""
STEP_WIDTH = 7
ON_PATH, ENDED = 1, 2
AT_FIRST, FURTHER, ALONE = 2, 4, 15
"""Fewest steps first: so many steps are looked at at first, and so many more where no more ties than ALONE were met."""


@lean
def ordered(begin, end, chosen, ties):
    """Put the steps chosen in the order of their ids, in place (Shell's sort: few they are, nothing is allocated)."""
    gap = end - begin
    while gap > 1:
        gap = max(1, gap * 4 // 9)
        for at in range(begin + gap, end):
            held, before = chosen[at], at
            while before - gap >= begin and after(chosen[before - gap], held, ties):
                chosen[before] = chosen[before - gap]
                before -= gap
            chosen[before] = held


@tiny
def after(one, other, ties):
    """Whether one step's ids come after another's."""
    if ties[one, 0] != ties[other, 0]:
        return ties[one, 0] > ties[other, 0]
    return ties[one, 1] > ties[other, 1]


@lean
def choose(depth, length, wanted, sets, via, desk):
    """The steps that go on from where the path stands, in the order of their ids: those that the bounds say lead to an
    end by a weakest tie of quality `wanted` or better. Returns the best quality below that was passed over."""
    people, bounds, width = ints(desk[A_PEOPLE], PERSON_WIDTH), wide(desk[A_BOUNDS]), desk[A_WIDTH]
    tos, qualities, adds = numbers(desk[A_TO]), wide(desk[A_QUALITY]), desk[Q_ADDS]
    rest, chosen = ints(desk[A_REST], REST_WIDTH), numbers(desk[A_CHOSEN])
    here, weak, begun, left = desk[D_AT + depth], desk[D_WEAK + depth], desk[D_BEGUN + depth], length - depth - 1
    in_order, needed = desk[Q_IN_ORDER], desk[D_NEEDED + depth]
    first = desk[D_END + depth - 1] if depth else 0
    end, below = first, np.int64(-1)
    if people[here, P_FIRST] < 0:
        desk[Q_AMONG] = MET
        opened(here, desk)
    for step in range(people[here, P_FIRST], people[here, P_LAST]):
        to = tos[step]
        need = needed & ~via_bit(people[to, P_WHO], via) if left else needed
        reach = past(bounds, to * width + (left * sets + need) * PLACES, here)
        if reach < 0 or people[to, P_TAKEN] & ON_PATH or (in_order and rest[step, R_UNTIL] < begun):
            continue
        own = joined(qualities[step], weak, adds)
        value = own - (BEST - reach) if adds else min(own, reach)
        if value < wanted:
            below = max(below, value)
        elif (left or own == wanted) and not passed_again(step, depth, rest, desk):
            chosen[end], end = step, end + 1
    desk[D_NEXT + depth], desk[D_END + depth] = first, end
    ordered(first, end, chosen, longs(desk[A_TIES], 2))
    return below


@tiny
def passed_again(step, depth, rest, desk):
    """Whether the path went through the step's group already."""
    again = False
    if rest[step, R_GROUP] >= 0:
        for before in range(depth):
            again = again or rest[desk[D_STEP + before], R_GROUP] == rest[step, R_GROUP]
    return again


@lean
def lined(length, wanted, sets, once, source, via, desk, found, lengths):
    """Find every path of exactly `length` steps whose weakest tie is of quality `wanted`, in the order of its ids.

    `once`: one path to each end. Returns the best quality below `wanted` that was passed over, -1 when there is none.
    """
    people, tos, rest = ints(desk[A_PEOPLE], PERSON_WIDTH), numbers(desk[A_TO]), ints(desk[A_REST], REST_WIDTH)
    qualities, chosen, adds = wide(desk[A_QUALITY]), numbers(desk[A_CHOSEN]), desk[Q_ADDS]
    depth, desk[D_AT], desk[D_WEAK], desk[D_NEEDED], desk[D_BEGUN] = 0, source, BEST, sets - 1, 0
    people[source, P_TAKEN] |= ON_PATH
    below = choose(depth, length, wanted, sets, via, desk)
    while depth >= 0:
        if desk[C_FULL] or octets(desk[A_STOP])[0]:
            return -1
        if desk[D_NEXT + depth] >= desk[D_END + depth]:
            people[desk[D_AT + depth], P_TAKEN] &= ~ON_PATH
            depth -= 1
            continue
        step = chosen[desk[D_NEXT + depth]]
        desk[D_STEP + depth], desk[D_NEXT + depth] = step, desk[D_NEXT + depth] + 1
        to, left = tos[step], length - depth - 1
        if left:
            need, own = desk[D_NEEDED + depth] & ~via_bit(people[to, P_WHO], via), desk[D_WEAK + depth]
            begun = max(desk[D_BEGUN + depth], rest[step, R_SINCE])
            depth += 1
            desk[D_AT + depth], desk[D_WEAK + depth] = to, joined(qualities[step], own, adds)
            desk[D_NEEDED + depth], desk[D_BEGUN + depth] = need, begun
            people[to, P_TAKEN] |= ON_PATH
            below = max(below, choose(depth, length, wanted, sets, via, desk))
        elif not (once and people[to, P_TAKEN] & ENDED):
            people[to, P_TAKEN] |= ENDED
            written(depth, found, lengths, desk)
            if desk[C_FOUND] == len(lengths):
                for before in range(depth + 1):
                    people[desk[D_AT + before], P_TAKEN] &= ~ON_PATH
                return -1
    return below


@lean
def written(depth, found, lengths, desk):
    """Write down the path that the search stands on."""
    people, tos, rest = ints(desk[A_PEOPLE], PERSON_WIDTH), numbers(desk[A_TO]), ints(desk[A_REST], REST_WIDTH)
    qualities, ties = wide(desk[A_QUALITY]), longs(desk[A_TIES], 2)
    number = desk[C_FOUND]
    for at in range(depth + 1):
        step = desk[D_STEP + at]
        found[number, at, S_SLOT], found[number, at, S_QUALITY] = people[tos[step], P_WHO], qualities[step]
        found[number, at, S_TIE], found[number, at, S_TIE_2] = ties[step, 0], ties[step, 1]
        found[number, at, S_GROUP] = rest[step, R_GROUP]
        found[number, at, S_SINCE], found[number, at, S_UNTIL] = rest[step, R_SINCE], rest[step, R_UNTIL]
    lengths[number], desk[C_FOUND] = depth + 1, number + 1


@lean
def begin(desk):
    """Say of the people whom the question names what they are for it."""
    known, named, marks = numbers(desk[A_KNOWN]), wide(desk[A_NAMED]), octets(desk[A_MARKS])
    desk[C_MET], desk[C_USED], desk[C_FOUND], desk[C_STEPPED], desk[C_DROPPED] = 0, 0, 0, 0, 0
    desk[C_GROUPS], desk[C_FULL], desk[C_OVER], desk[C_MOST], desk[Q_ADDS] = 0, 0, 0, MANY, 0
    desk[C_ABSENT], desk[Q_SURE] = 0, 0
    for each in range(desk[A_NAMED_COUNT]):
        ahead(desk[A_KNOWN] + 4 * named[each])
    for each in range(desk[A_NAMED_COUNT]):
        known[named[each]] |= np.int32(marks[each]) << MARKS_AT


@lean
def anew(desk):
    """Begin anew with what was found already: nobody is met."""
    people = ints(desk[A_PEOPLE], PERSON_WIDTH)
    for slot in range(desk[C_MET]):
        forget(people[slot, P_WHO], desk)
    desk[C_MET], desk[C_USED], desk[C_STEPPED], desk[C_OVER] = 0, 0, 0, 0


@lean
def end(desk):
    """Leave memory as it was found, and C_MET at how many people were walked to, source and all ends among them."""
    known, people, named = numbers(desk[A_KNOWN]), ints(desk[A_PEOPLE], PERSON_WIDTH), wide(desk[A_NAMED])
    joined_, touched = octets(desk[A_JOINED]), numbers(desk[A_TOUCHED])
    count = 0
    for slot in range(desk[C_MET]):
        count += people[slot, P_FAR] >= 0 or people[slot, P_NEAR] >= 0
        forget(people[slot, P_WHO], desk)
    for each in range(desk[A_NAMED_COUNT]):
        known[named[each]] = 0
    for each in range(desk[C_GROUPS]):
        joined_[touched[each]] = 0
    desk[C_MET] = count + desk[C_ABSENT]


@lean
def worth(person, desk):
    """The most that any tie of a person could be worth."""
    spans, best = ints(desk[A_SPANS], SPAN_WIDTH), np.int64(-1)
    heads = ints(ways(spans[person, 0], desk)[0], HEAD_WIDTH)
    for at in (spans[person, 0], spans[person, 1]):
        if at < spans[person, 2]:
            best = max(best, np.int64(heads[at, UPPER]))
    return best


@lean
def let_in(floor, desk):
    """Only ties worth at least so much are steps from now on."""
    desk[Q_FLOOR] = floor
    contact = (floor >> CONTACT_AT) & ((1 << CONTACT_BITS) - 1)
    desk[Q_FLOOR_UPPER] = floor >> STRENGTH_AT << CONTACT_BITS | contact


@lean
def fewest(ends, via, most, few, desk, found, lengths):
    """Paths of one step, of two, and so on. Where the ties met are few, those of more steps are looked at in one go:
    to begin anew for each length costs more then than to look too far."""
    sets, length, reach = 1 << len(via), 0, min(most, AT_FIRST)
    let_in(np.int64(0), desk)
    while length < most and desk[C_FOUND] < len(lengths):
        anew(desk)
        desk[C_MOST] = few if reach > length + 1 else MANY
        source = bound(ends, via, reach, desk)
        desk[C_MOST] = MANY
        if desk[C_OVER]:
            reach = length + 1
            continue
        if halted(desk):
            return
        while length < reach:
            length += 1
            wanted = bounds_at(source, length, sets, desk)
            while wanted >= 0 and not halted(desk) and desk[C_FOUND] < len(lengths):
                wanted = lined(length, wanted, sets, False, source, via, desk, found, lengths)
        reach = min(most, length + (FURTHER if desk[C_STEPPED] <= ALONE else 1))


@lean
def weakest(ends, via, most, few, floors, desk, found, lengths):
    """Paths whose weakest tie is best, of those the shortest first, and so on.

    How many steps are made counts what the asker may see, and not in which order: what is hidden moves nothing.
    """
    let_in(floors[-1], desk)
    desk[C_MOST] = few if len(floors) > 1 else MANY
    source = bound(ends, via, most, desk)
    desk[C_MOST] = MANY
    if not desk[C_OVER]:
        downward(via, most, source, desk, found, lengths)
        return
    top = np.int64(-1)
    for each in ends:
        if each >= 0:
            top = max(top, worth(each, desk))
    top = min(top, worth(desk[Q_SOURCE], desk))
    for each in range(len(floors)):
        let_in(floors[each], desk)
        if desk[Q_FLOOR_UPPER] > top and each < len(floors) - 1:
            continue
        anew(desk)
        desk[C_FOUND] = 0
        source = bound(ends, via, most, desk)
        downward(via, most, source, desk, found, lengths)
        if halted(desk) or desk[C_FOUND] == len(lengths):
            return


@lean
def downward(via, most, source, desk, found, lengths):
    """The paths there are, by quality and number of steps. By length, the best of those that are still to come."""
    sets = 1 << len(via)
    if halted(desk):
        return
    for length in range(1, most + 1):
        desk[D_BELOW + length] = bounds_at(source, length, sets, desk)
    while True:
        wanted = np.int64(-1)
        for length in range(1, most + 1):
            wanted = max(wanted, desk[D_BELOW + length])
        if wanted < 0:
            return
        for length in range(1, most + 1):
            if desk[D_BELOW + length] < wanted:
                continue
            desk[D_BELOW + length] = lined(length, wanted, sets, False, source, via, desk, found, lengths)
            if halted(desk) or desk[C_FOUND] == len(lengths):
                return


@kernel
def search(ends, via, most, order, few, floors, desk, found, lengths):
    """The best paths from Q_SOURCE to these ends, as many as `found` has room for: steps of each, how many steps.

    `floors`: qualities from the best down, the last one 0. Where no more than `few` steps are around source and ends,
    one search among all ties is less than one for each floor.
    """
    begin(desk)
    desk[Q_ADDS] = order == LEAST_COST
    if order == FEWEST_STEPS:
        fewest(ends, via, most, few, desk, found, lengths)
    else:
        weakest(ends, via, most, few, floors[-1:] if order == LEAST_COST else floors, desk, found, lengths)
    end(desk)


@kernel
def joining(groups, desk):
    """Which of these groups are a step."""
    begin(desk)
    found = np.zeros(len(groups), np.uint8)
    for each in range(len(groups)):
        found[each] = joins(groups[each], desk)
    end(desk)
    return found


@kernel
def everybody(most, order, sure, desk):
    """Who can be reached in so many steps: (person, quality of the best weakest tie, steps) of each. In the order
    asked for: the fewest steps and the best quality of so many, or the best quality and the fewest steps that have
    it. By walks; `sure`: by those alone of which each has a path that is as good."""
    begin(desk)
    desk[Q_SURE] = sure
    let_in(np.int64(0), desk)
    people, bounds, width = ints(desk[A_PEOPLE], PERSON_WIDTH), wide(desk[A_BOUNDS]), desk[A_WIDTH]
    known = numbers(desk[A_KNOWN])
    nobody = np.empty(0, np.int64)
    source, size = met(desk[Q_SOURCE], desk, known, people), 1
    begun_at(source, nobody, desk)
    bounds[source * width], bounds[source * width + HOP], numbers(desk[A_EDGE])[0] = BEST, -1, source
    for number in range(1, most + 1):
        widened(OUT, desk)
        if halted(desk):
            break
        size = layer(number, size, 1, -1, nobody, source, desk)
    reach, count = np.empty((desk[C_MET], 3), np.int64), 0
    for slot in range(desk[C_MET]):
        if slot == source or (known[people[slot, P_WHO]] >> MARKS_AT) & NO_END:
            continue
        best, length = np.int64(-1), 0
        for number in range(1, most + 1):
            value = bounds[slot * width + number * PLACES]
            if value > best and not (order == FEWEST_STEPS and best >= 0):
                best, length = value, number
        if best >= 0:
            reach[count, 0], reach[count, 1], reach[count, 2] = people[slot, P_WHO], best, length
            count += 1
    end(desk)
    return reach[:count]


@kernel
def each_end(ends, length, wanted, desk, found, lengths):
    """The first path by ids to each of these ends, of exactly `length` steps and the weakest tie of quality `wanted`:
    steps of each, how many steps."""
    begin(desk)
    let_in(wanted, desk)
    nobody = np.empty(0, np.int64)
    source = bound(ends, nobody, length, desk)
    if not halted(desk):
        lined(length, wanted, 1, True, source, nobody, desk, found, lengths)
    end(desk)
