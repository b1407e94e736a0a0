"""What the weakest tie of exactly n steps from somebody to an end can be at best. Compiled.

Backward layers from the ends for half of the steps, and for the other half the forward ball of the source, worked
outwards in: both balls are small, whatever the city. Neither order of paths is a sum of costs: the weakest tie of a
path is a minimum, so the bounds are tables of max-min algebra over packed qualities. A shortened walk is never weaker:
the best that a bound promises is always a simple path.
"""

from graphsvc.engine.compiled import lean, tiny
from graphsvc.engine.desk import (
    A_BOUNDS,
    A_EDGE,
    A_INWARD,
    A_KNOWN,
    A_OTHER_EDGE,
    A_OUTWARD,
    A_PEOPLE,
    A_QUALITY,
    A_TO,
    A_WIDTH,
    E_SIZE,
    Q_ADDS,
    Q_SOURCE,
    halted,
    ints,
    numbers,
    wide,
)
from graphsvc.engine.expansion import HOP, P_FAR, P_FIRST, P_LAST, P_WHO, PERSON_WIDTH, PLACES, SECOND, met
from graphsvc.engine.predicate import STRENGTH_AT
from graphsvc.engine.rings import OUT, surrounded

COST = 6
DEEPEST = 8


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


@lean
def bound(ends, via, most, desk):
    """Fill in the bounds of up to `most` steps from everybody that a path could stand on; the source's slot."""
    people = ints(desk[A_PEOPLE], PERSON_WIDTH)
    source = met(desk[Q_SOURCE], desk, numbers(desk[A_KNOWN]), people)
    half, size = surrounded(ends, most, source, desk)
    if halted(desk):
        return source
    sets, edge, inward = 1 << len(via), numbers(desk[A_EDGE]), numbers(desk[A_INWARD])
    for each in range(size):
        edge[each] = inward[each]
    lone = edge[0] if size == 1 else -1
    for number in range(1, half + 1):
        size = layer(number, size, sets, lone, via, source, desk)
    for left in range(half + 1, most + 1):
        inwards(left, most, sets, lone, via, source, desk)
    return source


@lean
def inwards(left, most, sets, lone, via, source, desk):
    """The bounds of exactly `left` steps of the people around the source, from those of one step less."""
    people, bounds, width = ints(desk[A_PEOPLE], PERSON_WIDTH), wide(desk[A_BOUNDS]), desk[A_WIDTH]
    tos, qualities, adds = numbers(desk[A_TO]), wide(desk[A_QUALITY]), desk[Q_ADDS]
    outward = numbers(desk[A_OUTWARD])
    for each in range(desk[E_SIZE + OUT]):
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
