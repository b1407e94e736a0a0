"""Exact k best simple paths, step-bounded and met in the middle. Compiled.

    bounds   what the weakest tie of exactly n steps from somebody to an end can be at best: backward layers from the
             ends for half of the steps, and for the other half the forward ball of the source, worked outwards in
    lined    every path of exactly n steps whose weakest tie is of one quality, in the order of the tie ids: depth
             first, and no step that the bounds say leads nowhere. Only what comes round in a ring is walked in vain
    search   qualities from the best down, or numbers of steps from the fewest up, until there are enough paths

Neither order is a sum of costs: the weakest tie of a path is a minimum, so the bounds are tables of max-min algebra
over packed qualities. A shortened walk is never weaker: the best that a bound promises is always a simple path.

Where the weakest link comes first, ties are let in from the best down (`floors`): what comes first in that order
is found among strong ties alone, and the search of a part is as exact as that of the whole.
"""

import numpy as np

from graphsvc.engine.columns import CONTACT_BITS, UPPER
from graphsvc.engine.compiled import kernel, lean, tiny
from graphsvc.engine.expansion import (
    C_FOUND,
    C_FULL,
    C_MET,
    C_STAMP,
    C_STEPPED,
    C_TICK,
    C_TOUCHED,
    C_USED,
    CONTACT_AT,
    COUNTED,
    HOP,
    NO_END,
    PLACES,
    Q_ADDS,
    Q_FLOOR,
    Q_FLOOR_UPPER,
    Q_IN_ORDER,
    Q_SOURCE,
    S_GROUP,
    S_QUALITY,
    S_SINCE,
    S_SLOT,
    S_TIE,
    S_TIE_2,
    S_UNTIL,
    SECOND,
    STEP_WIDTH,
    STRENGTH_AT,
    closed,
    met,
    opened,
)

BEST = 1 << 60
"""Better than any tie: the weakest tie of a path that has none yet."""
WEAKEST_LINK, FEWEST_STEPS, LEAST_COST = 0, 1, 2
"""LEAST_COST adds up a cost for each step (COST less its strength): the order of published algorithms, for comparing
with them. A path is then worth BEST less its cost, and the rest is as with the weakest link. No question offers it."""
COST = 6
DEEPEST = 8
FEW = 100
"""Where no more people than this are around source and ends, one search among all ties is less than one for each
floor."""


@tiny
def via_bit(person, via):
    """The bit of somebody to be passed, 0 for others."""
    for number in range(len(via)):
        if via[number] == person:
            return 1 << number
    return 0


@tiny
def joined(quality, onward, adds):
    """What a step makes of the ways that go on from it, or of the way that came to it."""
    if onward < 0 or not adds:
        return min(quality, onward)
    return onward - (COST - (quality >> STRENGTH_AT))


@tiny
def past(bounds, slot, place, back):
    """The bound there of those ways that do not begin by going back to `back`."""
    best = bounds[slot, place]
    return bounds[slot, place + SECOND] if best >= 0 and bounds[slot, place + HOP] == back else best


@tiny
def better(value, hop, bounds, slot, place):
    """Take up the best of the ways that begin by going to `hop`."""
    best = bounds[slot, place]
    if value > best:
        if best < 0:
            bounds[slot, place + SECOND] = -1
        elif bounds[slot, place + HOP] != hop:
            bounds[slot, place + SECOND] = best
        bounds[slot, place], bounds[slot, place + HOP] = value, hop
    elif value > bounds[slot, place + SECOND] and best >= 0 and bounds[slot, place + HOP] != hop:
        bounds[slot, place + SECOND] = value


@lean
def layer(number, size, sets, lone, via, source, adds, tables, scratch, counts):
    """The bounds of exactly `number` steps, from the layer before; how many people it has."""
    _, who, first, last, bounds, _, _, steps, _, _, _, _, _ = scratch
    edge, ahead = tables[(number - 1) % 2], tables[number % 2]
    found = 0
    for each in range(size):
        at = edge[each]
        if first[at] < 0 or (at == source and number > 1):
            continue
        passed = via_bit(who[at], via) if number > 1 else 0
        for row in range(first[at], last[at]):
            to, own = steps[row, S_SLOT], steps[row, S_QUALITY]
            if to == lone:
                continue
            new = True
            for each_set in range(sets):
                new = new and bounds[to, (number * sets + each_set) * PLACES] < 0
            for each_set in range(sets):
                onward = past(bounds, at, ((number - 1) * sets + each_set) * PLACES, to)
                value = joined(own, onward, adds)
                if value < 0:
                    continue
                better(value, at, bounds, to, (number * sets + (each_set | passed)) * PLACES)
                if new:
                    ahead[found], found, new = to, found + 1, False
    return found


@lean
def widened(reached, begun, size, distance, away, inward, web, view, scratch, counts, stop):
    """Open everybody from `begun` on, and reach their neighbours: how many are reached."""
    _, who, first, last, _, _, _, steps, _, _, _, _, _ = scratch
    spans, heads, entries = web[0], web[1][0], web[1][1]
    for each in range(begun, size):  # asks memory for all of them at once, where the loop below waits for each
        at = spans[who[reached[each]], 0]
        if at < len(heads):
            counts[C_TOUCHED] += heads[at, 0] if inward else heads[at, 0] + entries[at, 0]
    for each in range(begun, size):
        at = reached[each]
        if first[at] < 0:
            opened(at, inward, web, view, scratch, counts)
        if counts[C_FULL] or stop[0]:
            return size
    edge = size
    for each in range(begun, edge):
        at = reached[each]
        for row in range(first[at], last[at]):
            to = steps[row, S_SLOT]
            if away[to] < 0:
                away[to], reached[size], size = distance, to, size + 1
    return size


@lean
def surrounded(ends, most, source, web, view, scratch, counts, tables, stop):
    """Open everybody whom a path of so many steps could pass, from both sides, always the one with fewer people at
    its edge: (steps from the ends opened, people reached from the source, how many ends there are).

    Whoever is first met by the last of it is too far from the other side; so the last only looks for who is met.
    """
    slots, who, first, _, bounds, far, near, _, _, place_of, _, state, seen = scratch
    bits = view[2]
    outward, inward = tables[2], tables[11]
    outward[0], far[source], out_begun = source, 0, 0
    in_size, in_begun = 0, 0
    for end in ends:
        at = met(end, counts, slots, who, first, bounds, far, near, place_of, state, seen)
        if not state[at] & NO_END and not closed(bits[end], state[at]) and near[at] < 0 and at != source:
            bounds[at, 0], bounds[at, HOP], near[at] = BEST, -1, 0
            inward[in_size], in_size = at, in_size + 1
    found, out_size = in_size, 1
    out_radius, in_radius = -1, -1
    while out_radius + in_radius < most - 2 and not counts[C_FULL] and not stop[0]:
        if in_begun == in_size or out_begun == out_size:  # nobody is left on one side: all that it reaches is open
            in_radius = most - 2 - max(out_radius, 0)
            break
        final = out_radius + in_radius + 1 == most - 2
        if out_radius < 0 or (in_radius >= 0 and out_size - out_begun < in_size - in_begun):
            begun, out_begun = out_begun, out_size
            out_radius += 1
            said = (begun, out_size, out_radius + 1, far, final)
            out_size = widened(outward, *said, web, view, scratch, counts, stop)
        else:
            begun, in_begun = in_begun, in_size
            in_radius += 1
            said = (begun, in_size, in_radius + 1, near, final)
            in_size = widened(inward, *said, web, view, scratch, counts, stop)
    return in_radius + 1, out_size, found


@lean
def bound(ends, via, most, web, view, scratch, counts, tables, stop):
    """Fill in the bounds of up to `most` steps from everybody that a path could stand on; the source's slot."""
    slots, who, first, last, bounds, far, near, steps, _, place_of, _, state, seen = scratch
    source = met(view[6][Q_SOURCE], counts, slots, who, first, bounds, far, near, place_of, state, seen)
    half, reached, size = surrounded(ends, most, source, web, view, scratch, counts, tables, stop)
    if counts[C_FULL] or stop[0]:
        return source
    sets, adds = 1 << len(via), view[6][Q_ADDS]
    for each in range(size):
        tables[0][each] = tables[11][each]
    lone = tables[0][0] if size == 1 else -1
    for number in range(1, half + 1):
        size = layer(number, size, sets, lone, via, source, adds, tables, scratch, counts)
    for left in range(half + 1, most + 1):
        for each in range(reached):
            at = tables[2][each]
            if far[at] > most - left or first[at] < 0:
                break
            for row in range(first[at], last[at]):
                to = steps[row, S_SLOT]
                if to == source or (to == lone and left > 1):
                    continue
                passed = via_bit(who[to], via) if left > 1 else 0
                for each_set in range(sets):
                    onward = past(bounds, to, ((left - 1) * sets + each_set) * PLACES, at)
                    if onward >= 0:
                        value = joined(steps[row, S_QUALITY], onward, adds)
                        better(value, to, bounds, at, (left * sets + (each_set | passed)) * PLACES)
    return source


@lean
def ordered(begin, end, steps):
    """Put steps in the order of their ids, in place (Shell's sort: few they are, and nothing is allocated)."""
    gap = end - begin
    while gap > 1:
        gap = max(1, gap * 4 // 9)
        for at in range(begin + gap, end):
            before = at
            while before - gap >= begin and _after(before - gap, before, steps):
                for column in range(STEP_WIDTH):
                    held = steps[before, column]
                    steps[before, column] = steps[before - gap, column]
                    steps[before - gap, column] = held
                before -= gap


@lean
def _after(one, other, steps):
    if steps[one, S_TIE] != steps[other, S_TIE]:
        return steps[one, S_TIE] > steps[other, S_TIE]
    return steps[one, S_TIE_2] > steps[other, S_TIE_2]


@lean
def lined(length, wanted, sets, once, source, via, web, view, scratch, counts, tables, out, stop):
    """Find every path of exactly `length` steps whose weakest tie is of quality `wanted`, in the order of its ids.

    `once`: one path to each end. Returns the best quality below `wanted` that was passed over, -1 when there is none.
    """
    _, who, first, last, bounds, _, _, steps, _, _, _, _, _ = scratch
    found, lengths = out
    at, row, weak, needed, begun = tables[3], tables[4], tables[5], tables[6], tables[7]
    on_path, sorted_, ended = tables[8], tables[9], tables[10]
    in_order, adds = view[6][Q_IN_ORDER], view[6][Q_ADDS]
    below = np.int64(-1)
    depth, at[0], weak[0], needed[0], begun[0] = 0, source, BEST, sets - 1, 0
    on_path[source] = counts[C_TICK]
    row[0] = -1
    while depth >= 0:
        here = at[depth]
        if row[depth] < 0:
            if first[here] < 0:
                opened(here, True, web, view, scratch, counts)
            if counts[C_FULL] or stop[0]:
                return -1
            if sorted_[here] != counts[C_TICK]:
                sorted_[here] = counts[C_TICK]
                ordered(first[here], last[here], steps)
            row[depth] = first[here]
        if row[depth] >= last[here]:
            on_path[here] = 0
            depth -= 1
            continue
        step = row[depth]
        row[depth] += 1
        to, left = steps[step, S_SLOT], length - depth - 1
        if on_path[to] == counts[C_TICK]:
            continue
        need = needed[depth] & ~via_bit(who[to], via) if left else needed[depth]
        reach = past(bounds, to, (left * sets + need) * PLACES, here)
        if reach < 0 or (in_order and steps[step, S_UNTIL] < begun[depth]):
            continue
        own = joined(steps[step, S_QUALITY], weak[depth], adds)
        value = own - (BEST - reach) if adds else min(own, reach)
        if value < wanted:
            below = max(below, value)
            continue
        used = False
        if steps[step, S_GROUP] >= 0:
            for before in range(depth):
                used = used or steps[row[before] - 1, S_GROUP] == steps[step, S_GROUP]
        if used:
            continue
        if left:
            depth += 1
            at[depth], row[depth], weak[depth], needed[depth] = to, -1, own, need
            begun[depth] = max(begun[depth - 1], steps[step, S_SINCE])
            on_path[to] = counts[C_TICK]
        elif own == wanted and not (once and ended[to] == counts[C_TICK]):
            ended[to] = counts[C_TICK] if once else 0
            number = counts[C_FOUND]
            for before in range(depth + 1):
                for column in range(STEP_WIDTH):
                    found[number, before, column] = steps[row[before] - 1, column]
                found[number, before, S_SLOT] = who[steps[row[before] - 1, S_SLOT]]
            lengths[number], counts[C_FOUND] = length, number + 1
            if counts[C_FOUND] == len(lengths):
                for before in range(depth + 1):
                    on_path[at[before]] = 0
                return -1
    return below


@lean
def anew(counts, view, scratch):
    """Begin anew with what was found already: nobody is met but those who are something for this question."""
    slots, who, first, _, bounds, far, near, _, _, place_of, _, state, seen = scratch
    people, marks = view[3]
    stamp = slots[-1] + 1
    slots[-1] = stamp
    counts[C_TICK], counts[C_MET], counts[C_USED], counts[C_STEPPED] = stamp, 0, 0, 0
    counts[C_STAMP] = 1 + stamp % 255
    if counts[C_STAMP] == 1:
        for person in range(len(seen)):
            seen[person] = 0
    for each in range(len(people)):
        slot = met(people[each], counts, slots, who, first, bounds, far, near, place_of, state, seen)
        state[slot] |= marks[each]


@lean
def walked_to(counts, scratch):
    """How many people were walked to, the source and the ends among them."""
    far, near, count = scratch[5], scratch[6], 0
    for slot in range(counts[C_MET]):
        count += far[slot] >= 0 or near[slot] >= 0
    return count


@lean
def worth(person, web):
    """The most that any tie of a person could be worth."""
    spans, base, late = web[0], web[1][0], web[2][0]
    best = np.int64(-1)
    for at in (spans[person, 0], spans[person, 1]):
        if at < spans[person, 2]:
            best = max(best, np.int64(base[at, UPPER] if at < len(base) else late[at - len(base), UPPER]))
    return best


@lean
def let_in(floor, q):
    """Only ties worth at least so much are steps from now on."""
    q[Q_FLOOR] = floor
    contact = (floor >> CONTACT_AT) & ((1 << CONTACT_BITS) - 1)
    q[Q_FLOOR_UPPER] = floor >> STRENGTH_AT << CONTACT_BITS | contact


@lean
def fewest(ends, via, most, web, view, scratch, counts, tables, out, stop):
    """Paths of one step, of two, and so on."""
    sets = 1 << len(via)
    let_in(np.int64(0), view[6])
    for length in range(1, most + 1):
        anew(counts, view, scratch)
        source = bound(ends, via, length, web, view, scratch, counts, tables, stop)
        wanted = bounds_at(source, length, sets, scratch)
        while wanted >= 0 and not counts[C_FULL] and not stop[0] and counts[C_FOUND] < len(out[1]):
            wanted = lined(length, wanted, sets, False, source, via, web, view, scratch, counts, tables, out, stop)
        if counts[C_FULL] or stop[0] or counts[C_FOUND] == len(out[1]):
            return


@lean
def bounds_at(slot, length, sets, scratch):
    """The best that paths of so many steps can be."""
    return scratch[4][slot, (length * sets + sets - 1) * PLACES]


@lean
def weakest(ends, via, most, floors, web, view, scratch, counts, tables, out, stop):
    """Paths whose weakest tie is best, of those the shortest first, and so on."""
    q = view[6]
    sets = 1 << len(via)
    top = np.int64(-1)
    for end in ends:
        top = max(top, worth(end, web))
    top = min(top, worth(q[Q_SOURCE], web))
    let_in(np.int64(0), q)
    anew(counts, view, scratch)
    bound(ends, via, min(most, 2), web, view, scratch, counts, tables, stop)
    few = walked_to(counts, scratch) <= FEW
    for each in range(len(floors) - 1 if few else 0, len(floors)):
        let_in(floors[each], q)
        if q[Q_FLOOR_UPPER] > top and each < len(floors) - 1:
            continue
        anew(counts, view, scratch)
        counts[C_FOUND] = 0
        source = bound(ends, via, most, web, view, scratch, counts, tables, stop)
        wanted = np.int64(-1)
        for length in range(1, most + 1):
            wanted = max(wanted, bounds_at(source, length, sets, scratch))
        while wanted >= 0:
            below = np.int64(-1)
            for length in range(1, most + 1):
                best = bounds_at(source, length, sets, scratch)
                if best >= wanted:
                    best = lined(
                        length, wanted, sets, False, source, via, web, view, scratch, counts, tables, out, stop
                    )
                below = max(below, best)
                if counts[C_FULL] or stop[0] or counts[C_FOUND] == len(out[1]):
                    return
            wanted = below


@kernel
def search(ends, via, most, order, most_found, floors, web, view, scratch, tables, stop):
    """The best paths from Q_SOURCE to these ends: (steps of each, how many steps, what was counted).

    `floors`: qualities from the best down, the last one 0. `stop[0]` ends it early. C_FULL: more room is needed.
    """
    counts = np.zeros(COUNTED, np.int64)
    view[6][Q_ADDS] = order == LEAST_COST
    found, lengths = np.empty((most_found, most, STEP_WIDTH), np.int64), np.zeros(most_found, np.int64)
    if order == FEWEST_STEPS:
        fewest(ends, via, most, web, view, scratch, counts, tables, (found, lengths), stop)
    else:
        among = floors[-1:] if order == LEAST_COST else floors
        weakest(ends, via, most, among, web, view, scratch, counts, tables, (found, lengths), stop)
    counts[C_MET] = walked_to(counts, scratch)
    return found, lengths, counts


@kernel
def everybody(most, order, web, view, scratch, tables, stop):
    """Who can be reached in so many steps: (person, quality of the best weakest tie, steps) of each, and what was
    counted. In the order asked for: the fewest steps and the best quality of so many, or the best quality and the
    fewest steps that have it."""
    q = view[6]
    counts = np.zeros(COUNTED, np.int64)
    anew(counts, view, scratch)
    let_in(np.int64(0), q)
    slots, who, first, _, bounds, far, near, _, _, place_of, _, state, seen = scratch
    source = met(q[Q_SOURCE], counts, slots, who, first, bounds, far, near, place_of, state, seen)
    bounds[source, 0], bounds[source, HOP], tables[0][0], size, far[source] = BEST, -1, source, 1, 0
    tables[2][0], begun, reached = source, 0, 1
    nobody = np.empty(0, np.int64)
    for number in range(1, most + 1):
        edge = reached
        reached = widened(tables[2], begun, edge, number, far, False, web, view, scratch, counts, stop)
        begun = edge
        if counts[C_FULL] or stop[0]:
            break
        size = layer(number, size, 1, -1, nobody, source, 0, tables, scratch, counts)
    people, count, walked = np.empty((counts[C_MET], 3), np.int64), 0, walked_to(counts, scratch)
    for slot in range(counts[C_MET]):
        if slot == source or state[slot] & NO_END:
            continue
        best, length = np.int64(-1), 0
        for number in range(1, most + 1):
            reach = bounds[slot, number * PLACES]
            if reach > best and not (order == FEWEST_STEPS and best >= 0):
                best, length = reach, number
        if best >= 0:
            people[count] = who[slot], best, length
            count += 1
    counts[C_MET] = walked
    return people[:count], counts


@kernel
def each_end(ends, length, wanted, most_found, web, view, scratch, tables, stop):
    """The first path by ids to each of these ends, of exactly `length` steps and the weakest tie of quality `wanted`:
    (steps of each, how many steps, what was counted)."""
    q = view[6]
    counts = np.zeros(COUNTED, np.int64)
    found, lengths = np.empty((most_found, length, STEP_WIDTH), np.int64), np.zeros(most_found, np.int64)
    anew(counts, view, scratch)
    let_in(wanted, q)
    nobody = np.empty(0, np.int64)
    source = bound(ends, nobody, length, web, view, scratch, counts, tables, stop)
    if not counts[C_FULL]:
        lined(length, wanted, 1, True, source, nobody, web, view, scratch, counts, tables, (found, lengths), stop)
    counts[C_MET] = walked_to(counts, scratch)
    return found, lengths, counts
