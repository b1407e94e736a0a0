"""The people around source and ends, opened ring by ring from both sides until they meet. Compiled.

Two sides, OUT from the source and IN from the ends. Of each, those reached stand in one list, ring behind ring; the
last ring, from E_BEGUN to E_SIZE, is its edge. The last two rings are opened together (`met_halfway`): most of whom
they lead to are met from one side only, and no path goes there.
"""

import numpy as np

from graphsvc.engine.columns import HEAD_WIDTH, SPAN_WIDTH, TO, UPPER
from graphsvc.engine.compiled import lean, tiny
from graphsvc.engine.desk import (
    A_BASE,
    A_BITS,
    A_BOUNDS,
    A_ENTRIES,
    A_HEADS,
    A_INWARD,
    A_KNOWN,
    A_OUTWARD,
    A_PEOPLE,
    A_REST,
    A_SPANS,
    A_TO,
    A_WIDTH,
    C_ABSENT,
    C_MET,
    C_MOST,
    C_OVER,
    C_STEPPED,
    C_USED,
    E_BEGUN,
    E_RADIUS,
    E_SIZE,
    MANY,
    Q_AMONG,
    Q_FLOOR_UPPER,
    ahead,
    halted,
    ints,
    numbers,
    octets,
    wide,
)
from graphsvc.engine.expansion import (
    BEST,
    ENTRY_BYTES,
    EVERYBODY,
    HEAD_BYTES,
    HOP,
    LINE,
    MARKS_AT,
    MET,
    P_FAR,
    P_FIRST,
    P_LAST,
    P_NEAR,
    P_PLACE,
    P_PLACE_OF,
    P_WHO,
    PERSON_WIDTH,
    R_TIES,
    REST_WIDTH,
    SPAN_BYTES,
    TOUCHED,
    forget,
    met,
    opened,
    touch,
)
from graphsvc.engine.predicate import NO_END, closed, ways

OUT, IN = 0, 1
"""The sides: A_OUTWARD and P_FAR are of the one, the next ones of the other."""
AT_LEAST, AGAIN = 12, 3
"""Steps that somebody has, more or less, and how many times more there are a round of people further out: so many that
the rest of a search would be too many are not begun."""
WIDER, GLANCED = 6, 2
"""The last two rings are opened together where the other one is no more than so many times wider; and how many steps
to look at somebody of them is worth."""
BEYOND = 1 << 20
"""Further out than any ring: met from both sides by the last two."""
SOON_CROWDED = 4
"""So many steps at least have two rings to open beyond those of source and end."""
SOON, SOONER, NEXT = 12, 6, 2
"""How many people ahead memory is asked for a person's span, for her ties, for what is known of her neighbours."""


@tiny
def ask_ahead(reached, each, size, among, people, spans, desk):
    """Ask memory for what the people who come next in `reached` will need."""
    if each + SOON < size:
        ahead(desk[A_SPANS] + SPAN_BYTES * people[reached[each + SOON], P_WHO])
    if each + SOONER < size:
        first = np.int64(spans[people[reached[each + SOONER], P_WHO], 0])
        if first < desk[A_BASE]:
            ahead(desk[A_HEADS] + HEAD_BYTES * first)
            ahead(desk[A_HEADS] + HEAD_BYTES * first + LINE)
            if not among:
                for line in range(4):
                    ahead(desk[A_ENTRIES] + ENTRY_BYTES * first + LINE * line)
    if each + NEXT < size and not among:
        person = people[reached[each + NEXT], P_WHO]
        first = spans[person, 0]
        heads = ints(ways(first, desk)[0], HEAD_WIDTH)
        floor_upper = desk[Q_FLOOR_UPPER]
        for at in range(first, min(first + 16, spans[person, 1])):
            if heads[at, UPPER] < floor_upper:
                break
            ahead(desk[A_KNOWN] + 4 * np.int64(heads[at, TO]))


@lean
def open_edge(side, desk):
    """Open everybody at the edge of that side."""
    reached, people = numbers(desk[A_OUTWARD + side]), ints(desk[A_PEOPLE], PERSON_WIDTH)
    spans, size = ints(desk[A_SPANS], SPAN_WIDTH), desk[E_SIZE + side]
    for each in range(desk[E_BEGUN + side], size):
        at = np.int64(reached[each])
        if people[at, P_FIRST] < 0:
            ask_ahead(reached, each, size, desk[Q_AMONG], people, spans, desk)
            opened(at, desk)
        if halted(desk):
            return
    desk[E_RADIUS + side] += 1


@lean
def widened(side, desk):
    """Open everybody at the edge of that side, and reach their neighbours: those are its edge from now on."""
    desk[Q_AMONG] = EVERYBODY
    open_edge(side, desk)
    if halted(desk):
        return
    reached, people, tos = numbers(desk[A_OUTWARD + side]), ints(desk[A_PEOPLE], PERSON_WIDTH), numbers(desk[A_TO])
    edge, distance = desk[E_SIZE + side], desk[E_RADIUS + side] + 1
    size = edge
    for each in range(desk[E_BEGUN + side], edge):
        at = reached[each]
        for row in range(people[at, P_FIRST], people[at, P_LAST]):
            to = tos[row]
            if people[to, P_FAR + side] < 0:
                people[to, P_FAR + side], reached[size], size = distance, to, size + 1
                people[to, P_PLACE], people[to, P_PLACE_OF] = row, at
    desk[E_BEGUN + side], desk[E_SIZE + side] = edge, size


@lean
def touched(side, no_more, desk):
    """Mark everybody whom any tie of those at the edge leads to; `no_more`: take the marks away."""
    reached, people = numbers(desk[A_OUTWARD + side]), ints(desk[A_PEOPLE], PERSON_WIDTH)
    spans, size = ints(desk[A_SPANS], SPAN_WIDTH), desk[E_SIZE + side]
    for each in range(desk[E_BEGUN + side], size):
        ask_ahead(reached, each, size, MET, people, spans, desk)
        touch(people[reached[each], P_WHO], no_more, desk)


@lean
def met_halfway(side, other, desk):
    """Open the edges of both sides, where nobody lies between them but whom both touch.

    Most of whom the one leads to are met by nobody from the other: so whoever any tie of it leads to is touched only,
    whether the asker may see that tie or not. Whoever of those the other leads to, by what she may see, is met; and is
    forgotten again if the one does not lead there so too. Ties are counted once that is known: by what is hidden some
    were looked at in vain, and nothing tells.
    """
    people, tos, rest = ints(desk[A_PEOPLE], PERSON_WIDTH), numbers(desk[A_TO]), ints(desk[A_REST], REST_WIDTH)
    before, used, most, column = desk[C_MET], desk[C_USED], desk[C_MOST], P_FAR + side
    desk[C_MOST] = MANY
    touched(side, False, desk)
    desk[Q_AMONG] = MET | TOUCHED
    open_edge(other, desk)
    touched(side, True, desk)
    desk[Q_AMONG] = MET
    open_edge(side, desk)
    desk[C_MOST] = most
    if halted(desk):
        return
    reached, others = numbers(desk[A_OUTWARD + side]), numbers(desk[A_OUTWARD + other])
    for each in range(desk[E_BEGUN + side], desk[E_SIZE + side]):
        at = reached[each]
        for row in range(people[at, P_FIRST], people[at, P_LAST]):
            if people[tos[row], column] < 0:
                people[tos[row], column] = BEYOND
    for slot in range(before, desk[C_MET]):
        if people[slot, column] < 0:
            forget(people[slot, P_WHO], desk)
    for each in range(desk[E_BEGUN + other], desk[E_SIZE + other]):
        at = others[each]
        for row in range(max(used, people[at, P_FIRST]), people[at, P_LAST]):
            to = tos[row]
            if (to < before or people[to, column] >= 0) and (people[to, P_FIRST] < 0 or people[to, P_FIRST] > row):
                desk[C_STEPPED] += rest[row, R_TIES]


@lean
def begun_at(source, ends, desk):
    """Let the two sides begin at the source and at the ends: how many ends there are.

    An end who is nobody (below 0) or may not be walked to counts like one whom no tie touches, at the edge and among
    those met: how far a search goes tells nobody which of the three somebody is.
    """
    people, known, bits = ints(desk[A_PEOPLE], PERSON_WIDTH), numbers(desk[A_KNOWN]), octets(desk[A_BITS])
    inward, bounds, width = numbers(desk[A_INWARD]), wide(desk[A_BOUNDS]), desk[A_WIDTH]
    numbers(desk[A_OUTWARD])[0], people[source, P_FAR] = source, 0
    found, absent = 0, 0
    for end in ends:
        if end < 0 or closed(bits[end], known[end] >> MARKS_AT):
            absent += 1
            continue
        at, mark = met(end, desk, known, people), known[end] >> MARKS_AT
        if not mark & NO_END and people[at, P_NEAR] < 0 and at != source:
            bounds[at * width], bounds[at * width + HOP], people[at, P_NEAR] = BEST, -1, 0
            inward[found], found = at, found + 1
    desk[C_ABSENT] = absent
    desk[E_BEGUN + OUT], desk[E_SIZE + OUT], desk[E_RADIUS + OUT] = 0, 1, -1
    desk[E_BEGUN + IN], desk[E_SIZE + IN], desk[E_RADIUS + IN] = 0, found, -1
    return found


@lean
def crowded(most, desk):
    """Whether so many people are tied to source and end each that too many steps are to come (`surrounded`): seen
    without opening either further than that. Whoever was met so is forgotten."""
    limit = desk[C_MOST]
    if most < SOON_CROWDED or limit == MANY:
        return False
    room, before = limit // (AT_LEAST * AGAIN if most > SOON_CROWDED else 1 + GLANCED), desk[C_MET]
    spans, people = ints(desk[A_SPANS], SPAN_WIDTH), ints(desk[A_PEOPLE], PERSON_WIDTH)
    source, end = numbers(desk[A_OUTWARD])[0], numbers(desk[A_INWARD])[0]
    for at in (source, end):
        person = people[at, P_WHO]
        if spans[person, 2] - spans[person, 0] <= room:
            return False
    over, desk[C_MOST], desk[Q_AMONG] = True, room, EVERYBODY
    for at in (source, end):
        if over:
            opened(at, desk)
            over = desk[C_OVER] != 0
            people[at, P_FIRST], desk[C_USED], desk[C_OVER] = -1, 0, 0
    for slot in range(before, desk[C_MET]):
        forget(people[slot, P_WHO], desk)
    desk[C_MOST], desk[C_MET], desk[C_STEPPED] = limit, before, 0
    return over


@lean
def surrounded(ends, most, source, desk):
    """Open everybody whom a path of so many steps could pass, from both sides, always the one with fewer people at
    its edge: (steps from the ends opened, how many ends there are)."""
    found = begun_at(source, ends, desk)
    if found == 1 and desk[C_ABSENT] == 0 and crowded(most, desk):
        desk[C_OVER] = 1
    while not halted(desk):
        rounds = most - 2 - desk[E_RADIUS + OUT] - desk[E_RADIUS + IN]
        out_edge, in_edge = desk[E_SIZE + OUT] - desk[E_BEGUN + OUT], desk[E_SIZE + IN] - desk[E_BEGUN + IN]
        if desk[E_RADIUS + IN] < 0:
            in_edge += desk[C_ABSENT]
        if rounds == 0:
            break
        if in_edge == 0 or out_edge == 0:  # nobody is left on one side: all that it reaches is open
            desk[E_RADIUS + IN] = most - 2 - max(desk[E_RADIUS + OUT], 0)
            break
        side = OUT if desk[E_RADIUS + OUT] < 0 or out_edge < in_edge else IN
        edge, beyond = (out_edge, in_edge) if side == OUT else (in_edge, out_edge)
        at_once = rounds == 2 and beyond <= WIDER * edge
        to_come = (edge + beyond) * GLANCED if at_once else AT_LEAST * edge * (AGAIN if rounds > 2 else 1)
        if rounds > 1 and desk[C_USED] + to_come > desk[C_MOST]:
            desk[C_OVER] = 1
        elif at_once:
            met_halfway(side, 1 - side, desk)
        elif rounds > 1:
            widened(side, desk)
        else:
            desk[Q_AMONG] = MET
            open_edge(side, desk)
    return desk[E_RADIUS + IN] + 1, found
