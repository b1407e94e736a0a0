"""What the weakest tie of exactly n steps from somebody to an end can be at best. Compiled.

Backward layers from the ends for half of the steps, and for the other half the forward ball of the source, worked
outwards in: both balls are small, whatever the city. Neither order of paths is a sum of costs: the weakest tie of a
path is a minimum, so the bounds are tables of max-min algebra over packed qualities. A shortened walk is never weaker:
the best that a bound promises is always a simple path.
"""

import numpy as np

from graphsvc.engine.columns import HEAD_WIDTH, SPAN_WIDTH, TO, UPPER
from graphsvc.engine.compiled import lean, tiny
from graphsvc.engine.desk import (
    A_BASE,
    A_BITS,
    A_BOUNDS,
    A_EDGE,
    A_ENTRIES,
    A_HEADS,
    A_INWARD,
    A_KNOWN,
    A_OTHER_EDGE,
    A_OUTWARD,
    A_PEOPLE,
    A_QUALITY,
    A_SPANS,
    A_TO,
    A_WIDTH,
    C_ABSENT,
    C_MOST,
    C_OVER,
    C_USED,
    Q_ADDS,
    Q_FLOOR_UPPER,
    Q_SOURCE,
    ahead,
    halted,
    ints,
    numbers,
    octets,
    wide,
)
from graphsvc.engine.expansion import (
    ENTRY_BYTES,
    HEAD_BYTES,
    HOP,
    LINE,
    MARKS_AT,
    NO_END,
    P_FAR,
    P_FIRST,
    P_LAST,
    P_NEAR,
    P_WHO,
    PERSON_WIDTH,
    PLACES,
    SECOND,
    SPAN_BYTES,
    STRENGTH_AT,
    closed,
    met,
    opened,
    ways,
)

BEST = 1 << 60
"""Better than any tie: the weakest tie of a path that has none yet."""
COST = 6
DEEPEST = 8
AT_LEAST, AGAIN = 12, 3
"""Steps that somebody has, more or less, and how many times more there are a round of people further out: so many that
the rest of a search would be too many are not begun."""
SOON, SOONER, NEXT = 12, 6, 2
"""How many people ahead memory is asked for a person's span, for her ties, for what is known of her neighbours."""


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
def past(bounds, place, back):
    """The bound there of those ways that do not begin by going back to `back`."""
    best = bounds[place]
    return bounds[place + SECOND] if best >= 0 and bounds[place + HOP] == back else best


@tiny
def better(value, hop, bounds, place):
    """Take up the best of the ways that begin by going to `hop`."""
    best = bounds[place]
    if value > best:
        if best < 0:
            bounds[place + SECOND] = -1
        elif bounds[place + HOP] != hop:
            bounds[place + SECOND] = best
        bounds[place], bounds[place + HOP] = value, hop
    elif value > bounds[place + SECOND] and best >= 0 and bounds[place + HOP] != hop:
        bounds[place + SECOND] = value


@lean
def layer(number, size, sets, lone, via, source, desk):
    """The bounds of exactly `number` steps, from the layer before; how many people it has."""
    people, bounds, width = ints(desk[A_PEOPLE], PERSON_WIDTH), wide(desk[A_BOUNDS]), desk[A_WIDTH]
    tos, qualities, adds = numbers(desk[A_TO]), wide(desk[A_QUALITY]), desk[Q_ADDS]
    edge = numbers(desk[A_OTHER_EDGE if number % 2 == 0 else A_EDGE])
    beyond = numbers(desk[A_EDGE if number % 2 == 0 else A_OTHER_EDGE])
    found = 0
    for each in range(size):
        at = edge[each]
        if people[at, P_FIRST] < 0 or (at == source and number > 1):
            continue
        passed = via_bit(people[at, P_WHO], via) if number > 1 else 0
        for row in range(people[at, P_FIRST], people[at, P_LAST]):
            to, own = tos[row], qualities[row]
            if to == lone:
                continue
            place, new = to * width + number * sets * PLACES, True
            for each_set in range(sets):
                new = new and bounds[place + each_set * PLACES] < 0
            for each_set in range(sets):
                onward = past(bounds, at * width + ((number - 1) * sets + each_set) * PLACES, to)
                value = joined(own, onward, adds)
                if value < 0:
                    continue
                better(value, at, bounds, place + (each_set | passed) * PLACES)
                if new:
                    beyond[found], found, new = to, found + 1, False
    return found


@tiny
def ask_ahead(reached, each, size, inward, people, spans, desk):
    """Ask memory for what the people who come next in `reached` will need."""
    if each + SOON < size:
        ahead(desk[A_SPANS] + SPAN_BYTES * people[reached[each + SOON], P_WHO])
    if each + SOONER < size:
        first = np.int64(spans[people[reached[each + SOONER], P_WHO], 0])
        if first < desk[A_BASE]:
            ahead(desk[A_HEADS] + HEAD_BYTES * first)
            ahead(desk[A_HEADS] + HEAD_BYTES * first + LINE)
            if not inward:
                for line in range(4):
                    ahead(desk[A_ENTRIES] + ENTRY_BYTES * first + LINE * line)
    if each + NEXT < size:
        person = people[reached[each + NEXT], P_WHO]
        first = spans[person, 0]
        heads = ints(ways(first, desk)[0], HEAD_WIDTH)
        floor_upper = desk[Q_FLOOR_UPPER]
        for at in range(first, min(first + 16, spans[person, 1])):
            if heads[at, UPPER] < floor_upper:
                break
            ahead(desk[A_KNOWN] + 4 * np.int64(heads[at, TO]))


@lean
def widened(place, begun, size, distance, column, inward, desk):
    """Open everybody from `begun` on, and reach their neighbours: how many are reached."""
    reached, people = numbers(desk[place]), ints(desk[A_PEOPLE], PERSON_WIDTH)
    spans, tos = ints(desk[A_SPANS], SPAN_WIDTH), numbers(desk[A_TO])
    for each in range(begun, size):
        at = reached[each]
        if people[at, P_FIRST] < 0:
            ask_ahead(reached, each, size, inward, people, spans, desk)
            opened(at, inward, desk)
        if halted(desk):
            return size
    edge = size
    for each in range(begun, edge):
        at = reached[each]
        for row in range(people[at, P_FIRST], people[at, P_LAST]):
            to = tos[row]
            if people[to, column] < 0:
                people[to, column], reached[size], size = distance, to, size + 1
    return size


@lean
def surrounded(ends, most, source, desk):
    """Open everybody whom a path of so many steps could pass, from both sides, always the one with fewer people at
    its edge: (steps from the ends opened, people reached from the source, how many ends there are).

    Whoever is first met by the last of it is too far from the other side; so the last only looks for who is met.

    An end who is nobody (below 0) or may not be walked to counts like one whom no tie touches, at the edge and among
    those met: how far a search goes tells nobody which of the three somebody is.
    """
    people, known, bits = ints(desk[A_PEOPLE], PERSON_WIDTH), numbers(desk[A_KNOWN]), octets(desk[A_BITS])
    outward, inward, bounds, width = (
        numbers(desk[A_OUTWARD]),
        numbers(desk[A_INWARD]),
        wide(desk[A_BOUNDS]),
        desk[A_WIDTH],
    )
    outward[0], people[source, P_FAR], out_begun = source, 0, 0
    in_size, in_begun, absent = 0, 0, 0
    for end in ends:
        if end < 0 or closed(bits[end], known[end] >> MARKS_AT):
            absent += 1
            continue
        at, mark = met(end, desk, known, people), known[end] >> MARKS_AT
        if not mark & NO_END and people[at, P_NEAR] < 0 and at != source:
            bounds[at * width], bounds[at * width + HOP], people[at, P_NEAR] = BEST, -1, 0
            inward[in_size], in_size = at, in_size + 1
    desk[C_ABSENT] = absent
    found, out_size = in_size, 1
    out_radius, in_radius = -1, -1
    while out_radius + in_radius < most - 2 and not halted(desk):
        in_edge = in_size - in_begun + (absent if in_radius < 0 else 0)
        if in_edge == 0 or out_begun == out_size:  # nobody is left on one side: all that it reaches is open
            in_radius = most - 2 - max(out_radius, 0)
            break
        final = out_radius + in_radius + 1 == most - 2
        edge = 1 if out_radius < 0 else min(out_size - out_begun, in_edge)
        to_come = AT_LEAST * edge * (AGAIN if out_radius + in_radius < most - 4 else 1)
        if not final and desk[C_USED] + to_come > desk[C_MOST]:
            desk[C_OVER] = 1
            break
        if out_radius < 0 or out_size - out_begun < in_edge:
            begun, out_begun = out_begun, out_size
            out_radius += 1
            out_size = widened(A_OUTWARD, begun, out_size, out_radius + 1, P_FAR, final, desk)
        else:
            begun, in_begun = in_begun, in_size
            in_radius += 1
            in_size = widened(A_INWARD, begun, in_size, in_radius + 1, P_NEAR, final, desk)
    return in_radius + 1, out_size, found


@lean
def bound(ends, via, most, desk):
    """Fill in the bounds of up to `most` steps from everybody that a path could stand on; the source's slot."""
    people = ints(desk[A_PEOPLE], PERSON_WIDTH)
    source = met(desk[Q_SOURCE], desk, numbers(desk[A_KNOWN]), people)
    half, reached, size = surrounded(ends, most, source, desk)
    if halted(desk):
        return source
    sets, edge, inward = 1 << len(via), numbers(desk[A_EDGE]), numbers(desk[A_INWARD])
    for each in range(size):
        edge[each] = inward[each]
    lone = edge[0] if size == 1 else -1
    for number in range(1, half + 1):
        size = layer(number, size, sets, lone, via, source, desk)
    for left in range(half + 1, most + 1):
        inwards(left, most, reached, sets, lone, via, source, desk)
    return source


@lean
def inwards(left, most, reached, sets, lone, via, source, desk):
    """The bounds of exactly `left` steps of the people around the source, from those of one step less."""
    people, bounds, width = ints(desk[A_PEOPLE], PERSON_WIDTH), wide(desk[A_BOUNDS]), desk[A_WIDTH]
    tos, qualities, adds = numbers(desk[A_TO]), wide(desk[A_QUALITY]), desk[Q_ADDS]
    outward = numbers(desk[A_OUTWARD])
    for each in range(reached):
        at = outward[each]
        if people[at, P_FAR] > most - left or people[at, P_FIRST] < 0:
            return
        for row in range(people[at, P_FIRST], people[at, P_LAST]):
            to = tos[row]
            if to == source or (to == lone and left > 1):
                continue
            passed = via_bit(people[to, P_WHO], via) if left > 1 else 0
            for each_set in range(sets):
                onward = past(bounds, to * width + ((left - 1) * sets + each_set) * PLACES, at)
                if onward >= 0:
                    value = joined(qualities[row], onward, adds)
                    better(value, to, bounds, at * width + (left * sets + (each_set | passed)) * PLACES)


@tiny
def bounds_at(slot, length, sets, desk):
    """The best that paths of so many steps can be."""
    return wide(desk[A_BOUNDS])[slot * desk[A_WIDTH] + (length * sets + sets - 1) * PLACES]
