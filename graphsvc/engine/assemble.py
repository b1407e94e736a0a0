"""The arrays of a whole graph, made from its columns: every tie stands in the entries of both its ends, the ties that
could be worth most first, memberships behind them, shut ones last."""

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from graphsvc.engine.columns import (
    BY_INCIDENTS,
    CASE,
    CLOSE_AT,
    CLS,
    CONTACT,
    CONTACT_BITS,
    DOWN,
    ENTRY_WIDTH,
    EXTRA,
    GROUP_SPAN_WIDTH,
    GROUP_WIDTH,
    HEAD_WIDTH,
    INCIDENTS,
    KINDS,
    LINEAL_AT,
    MEMBER,
    NEAR_AT,
    OUTWARD_AT,
    ROW,
    SAID,
    SINCE,
    SOURCES,
    SPAN_WIDTH,
    TO,
    TONE_AT,
    TRAITS,
    TYPE_AT,
    UNTIL,
    UNWALKED,
    UP,
    UPPER,
    VERIFIED_AT,
    Columns,
    GroupColumns,
    Numbers,
    Places,
    TieColumns,
)
from graphsvc.engine.filed import ALWAYS, WORDS_WIDTH, Filed, none_filed, still
from graphsvc.engine.texts import Texts

UPPER_BITS, PLACE_BITS, OWNER_BITS = CONTACT_BITS + 3, 16, 20
"""What a number to sort entries by has room for."""
SAME_COLUMNS = {
    CLS: "cls",
    CASE: "case",
    SAID: "said",
    CONTACT: "contact",
    SOURCES: "sources",
    SINCE: "since",
    UNTIL: "until",
}
"""Columns of an entry that are those of its tie."""
ROWS_AT_ONCE = 1 << 14


def assemble(
    people: Texts,
    group_keys: Texts,
    cases: tuple[str, ...],
    ties: TieColumns,
    groups: GroupColumns,
    filed: Filed | None = None,
) -> Columns:
    """The arrays of these ties: three sorts over all of them. `filed`: left out where nothing is."""
    order = _by_id(ties.ids)
    rows = np.empty(len(ties), np.int32)
    rows[order] = np.arange(len(ties), dtype=np.int32)
    heads, entries, owners = entries_of(ties, rows, len(people), len(group_keys))
    member_heads, members, member_groups = members_of(ties, rows)
    table = np.empty((len(group_keys), GROUP_WIDTH), np.int32)
    for column, each in enumerate(fields(GroupColumns)):
        table[:, column] = getattr(groups, each.name)
    return Columns(
        people=people,
        group_keys=group_keys,
        tie_ids=Texts.of_bytes(ties.ids[order]),
        cases=cases,
        classes=1 + int(max(ties.cls.max(initial=0), groups.cls.max(initial=0))),
        base_heads=still(heads),
        base_entries=still(entries),
        base_member_heads=still(member_heads),
        base_members=still(members),
        base_words=still(np.stack((ties.word, ties.told), axis=1)[order]),
        spans=still(_spans(owners, entries, len(people))),
        group_spans=still(_bounds(member_groups, members, len(group_keys))),
        groups=still(table),
        late_heads=still(np.empty((0, HEAD_WIDTH), np.int32)),
        late_entries=still(np.empty((0, ENTRY_WIDTH), np.int32)),
        late_member_heads=still(np.empty((0, HEAD_WIDTH), np.int32)),
        late_members=still(np.empty((0, ENTRY_WIDTH), np.int32)),
        late_words=still(np.empty((0, WORDS_WIDTH), np.int32)),
        late_ranks=still(np.empty(0, np.int64)),
        filed=filed or none_filed(len(people)),
    )


def entries_of(ties: TieColumns, rows: Numbers, people: int, groups: int) -> tuple[Numbers, Numbers, Numbers]:
    """(heads, entries, whose each is), in the order of the module's first lines."""
    shut = _shut(ties)
    owner, other, tie, joining = _both_ways(ties, (ties.kind > 0) & ~shut)
    by_pair = np.argsort(owner.astype(np.int64) * (people + groups) + other + people * joining)
    owner, other, tie, joining = owner[by_pair], other[by_pair], tie[by_pair], joining[by_pair]
    first = np.ones(len(tie), bool)
    first[1:] = (owner[1:] != owner[:-1]) | (other[1:] != other[:-1]) | (joining[1:] != joining[:-1])
    _sort_runs(np.cumsum(first) - 1, tie, ties, rows)
    first |= joining
    run = np.cumsum(first) - 1
    upper = _uppers(ties, tie, run, joining)
    best = np.maximum.reduceat(upper, np.flatnonzero(first))[run] if len(tie) else upper
    *behind, _ = _both_ways(ties, shut & ((ties.kind == KINDS["SUPPORT"]) | (ties.word > 0)))
    in_order = np.lexsort((rows[behind[-1]], behind[0]))
    owner, other, tie = (
        np.concatenate((one, more[in_order])) for one, more in zip((owner, other, tie), behind, strict=True)
    )
    best = np.concatenate((best, np.zeros(len(in_order), best.dtype)))
    parts = np.concatenate((joining.astype(np.int64), np.full(len(in_order), 2)))
    order = _worth_most_first(owner, parts, best)
    return *_filled(ties, rows, tie[order], owner[order], other[order], best[order]), owner[order]


def words_of(ties: TieColumns, rows: Numbers, entries: Numbers) -> Numbers:
    """What the tie of each of these entries says of itself, and how."""
    order = np.argsort(rows)
    return np.stack((ties.word, ties.told), axis=1)[order][np.searchsorted(rows[order], entries[:, ROW])]


def _by_id(ids: NDArray[np.bytes_]) -> Places:
    """The order of the ids as bytes: by one number each where they differ in eight places at most, in a sixth of the
    time."""
    grid = np.ascontiguousarray(ids).view(np.uint8).reshape(len(ids), ids.dtype.itemsize)
    places = np.flatnonzero((grid != grid[:1]).any(axis=0))
    if len(places) > 8:
        return np.argsort(ids, kind="stable")
    letters = np.zeros((len(ids), 8), np.uint8)
    letters[:, : len(places)] = grid[:, places]
    return np.argsort(letters.view(">u8").ravel().astype(np.uint64))


def _worth_most_first(owner: Numbers, parts: Places, best: Places) -> Places:
    """The order of entries by owner, part, and the best first; those alike stay as they are. Each part is in the order
    of its owners already: so the place of an entry among its owner's makes of all this one number, none twice, and such
    numbers are sorted three times as fast."""
    apart = (owner.astype(np.int64) << 2) | parts
    begin = np.concatenate((np.zeros(1, np.int64), np.flatnonzero(np.diff(apart)) + 1)) if len(owner) else parts
    counts = np.diff(np.append(begin, len(owner)))
    if owner.max(initial=0) >= 1 << OWNER_BITS or counts.max(initial=0) > 1 << PLACE_BITS:
        return np.argsort(apart << 31 | (ALWAYS - best), kind="stable")
    place = np.arange(len(owner)) - np.repeat(begin, counts)
    return np.argsort((apart << UPPER_BITS | (1 << UPPER_BITS) - 1 - best) << PLACE_BITS | place)


def _shut(ties: TieColumns) -> NDArray[np.bool_]:
    """Which ties are never walked, whatever their kind."""
    return np.asarray((ties.verified == 0) | (ties.tone == UNWALKED))


def shut_in(entries: Numbers) -> NDArray[np.bool_]:
    """Which entries are shut."""
    traits = entries[:, TRAITS]
    return np.asarray(((traits >> VERIFIED_AT) & 3 == 0) | ((traits >> TONE_AT) & 3 == UNWALKED))


def member_in(entries: Numbers) -> NDArray[np.bool_]:
    """Which entries are memberships."""
    return np.asarray((entries[:, TRAITS] >> TYPE_AT) & 3 == MEMBER)


def _both_ways(ties: TieColumns, chosen: NDArray[np.bool_]) -> tuple[Numbers, Numbers, Numbers, NDArray[np.bool_]]:
    """(whose, to whom, tie, whether a membership): one row for each end of a tie, one for a membership."""
    member = chosen & (ties.type == MEMBER)
    direct = chosen & (ties.type != MEMBER) & (ties.a != ties.b)
    inward, outward = np.flatnonzero(direct), np.flatnonzero(direct | member)
    tie = np.concatenate((outward, inward)).astype(np.int32)
    owner = np.concatenate((ties.a[outward], ties.b[inward]))
    other = np.concatenate((ties.b[outward], ties.a[inward]))
    return owner, other, tie, member[tie]


def _sort_runs(run: Places, tie: Numbers, ties: TieColumns, rows: Numbers) -> None:
    """Put parallel ties in the order of their incidents, then rows, in place."""
    many = np.flatnonzero(np.bincount(run, minlength=1)[run] > 1)
    inside = tie[many]
    tie[many] = inside[np.lexsort((rows[inside], ties.incident[inside], run[many]))]


def _uppers(ties: TieColumns, tie: Numbers, run: Places, joining: NDArray[np.bool_]) -> Places:
    """The most that each tie could be worth, on any day: its strength as stated, less what its tone takes."""
    peer = (ties.kind[tie] == KINDS["PEER"]) & ~joining
    counted = np.flatnonzero(ties.type[tie] == INCIDENTS)
    pairs = np.unique(np.stack((run[counted], ties.incident[tie[counted]])), axis=1)[0] if len(counted) else counted
    incidents = np.bincount(pairs, minlength=int(run[-1]) + 1 if len(run) else 0)[run]
    stated = np.maximum(ties.close[tie].astype(np.int64) - ties.tone[tie], 0)
    strength = np.where(peer, BY_INCIDENTS[np.minimum(incidents, len(BY_INCIDENTS) - 1)], stated)
    return (strength << CONTACT_BITS) | ties.contact[tie]


def _filled(
    ties: TieColumns, rows: Numbers, tie: Numbers, owner: Numbers, other: Numbers, upper: Places | int
) -> tuple[Numbers, Numbers]:
    heads = np.empty((len(tie), HEAD_WIDTH), np.int32)
    heads[:, TO], heads[:, UPPER] = other, upper
    entries = _table(ties, rows)[tie]
    lineal = ties.lineal[tie].astype(np.int32)  # as `b` sees it; `a` looks the other way
    outward = owner == ties.a[tie]
    entries[:, TRAITS] |= np.where(outward & (lineal > 0), UP + DOWN - lineal, lineal) << LINEAL_AT
    entries[:, TRAITS] |= (outward & (ties.word[tie] > 0)).astype(np.int32) << OUTWARD_AT
    return heads, entries


def _table(ties: TieColumns, rows: Numbers) -> Numbers:
    """The columns of an entry, one row a tie; so many rows at once as the processor holds beside it."""
    table = np.empty((len(ties), ENTRY_WIDTH), np.int32)
    for first in range(0, len(ties), ROWS_AT_ONCE):
        some = slice(first, first + ROWS_AT_ONCE)
        table[some, ROW], table[some, TRAITS] = rows[some], _traits(ties, some)
        table[some, EXTRA] = np.where(ties.type[some] == MEMBER, ties.kept[some], ties.incident[some])
        for column, name in SAME_COLUMNS.items():
            table[some, column] = getattr(ties, name)[some]
    return table


def _traits(ties: TieColumns, some: slice) -> Numbers:
    bits = ((ties.type, TYPE_AT), (ties.verified, VERIFIED_AT), (ties.tone, TONE_AT), (ties.close, CLOSE_AT))
    traits = ties.kind[some].astype(np.int32)
    for values, at in (*bits, (ties.near, NEAR_AT)):
        traits |= values[some].astype(np.int32) << at
    return traits


def members_of(ties: TieColumns, rows: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """(heads, memberships as entries that lead to their person, whose each is), by group; those that are not shut by
    person and row, then those that are."""
    among = np.flatnonzero(ties.type == MEMBER)
    ties, rows = TieColumns(**{each.name: getattr(ties, each.name)[among] for each in fields(ties)}), rows[among]
    shut = _shut(ties)
    tie = np.flatnonzero((ties.kind == KINDS["SUPPORT"]) | ((ties.kind > 0) & ~shut))
    ordered = tie[np.lexsort((rows[tie], ties.a[tie], shut[tie], ties.b[tie]))].astype(np.int32)
    return *_filled(ties, rows, ordered, ties.b[ordered], ties.a[ordered], 0), ties.b[ordered]


def _spans(owners: Numbers, entries: Numbers, people: int) -> Numbers:
    """Of each person: (first entry, first membership, end, end of the shut ones)."""
    shut = shut_in(entries)
    member = member_in(entries) & ~shut
    ends = np.cumsum(np.bincount(owners, minlength=people))
    spans = np.empty((people, SPAN_WIDTH), np.int32)
    spans[:, 3] = ends
    spans[1:, 0], spans[:1, 0] = ends[:-1], 0
    spans[:, 2] = ends - np.bincount(owners[shut], minlength=people)
    spans[:, 1] = spans[:, 2] - np.bincount(owners[member], minlength=people)
    return spans


def _bounds(owners: Numbers, members: Numbers, count: int) -> Numbers:
    """Of each group: (first row, end, end of the shut ones)."""
    ends = np.cumsum(np.bincount(owners, minlength=count))
    spans = np.zeros((count, GROUP_SPAN_WIDTH), np.int32)
    spans[:, 2] = ends
    spans[1:, 0] = ends[:-1]
    spans[:, 1] = ends - np.bincount(owners[shut_in(members)], minlength=count)
    return spans
