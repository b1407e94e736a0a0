"""A later version of the arrays: everything that touches some people as it is now, all else shared with the old one.

What a patch makes stands behind the base, as late rows; what it takes the place of is left where it is, and nothing
leads there any more. The old version stays as it was for whoever still reads it. A new base takes it all in.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from graphsvc.engine.assemble import entries_of, member_in, members_of, shut_in, words_of
from graphsvc.engine.columns import (
    G_JOINS,
    G_KIND_JOINS,
    RANK_BITS,
    ROW,
    TO,
    UPPER,
    Columns,
    Late,
    Numbers,
    Places,
    cut,
)
from graphsvc.engine.filed import FactRow, Filed, Held, still
from graphsvc.engine.rows import GroupRow, Numbering, TieRow
from graphsvc.model.quality import GROUP_TYPES

Entries = tuple[Numbers, Numbers]
"""Heads and what belongs to them."""
AFTER_ALL = 2**30
"""Numbers of incidents that no base comes to: those of a patch stand in its own ties only."""


def patched(
    columns: Columns,
    people: Collection[str],
    ties: Sequence[TieRow],
    groups: Sequence[GroupRow] = (),
    gone_groups: Iterable[str] = (),
    facts: Sequence[FactRow] | None = None,
) -> Columns:
    """The arrays in which what touches `people` is exactly `ties`, and `groups` are as said.

    `ties` are all the ties of these people, as stored; `facts` are theirs, None where those stay as they are. KeyError
    for a membership in a group that nobody knows.
    """
    ends = {end for tie in ties for end in _people_of(tie)}
    named = _named(columns, {*people, *ends}, (*ties, *groups, *(facts or ())), ties, groups)
    numbering = _numbering(named, {*people, *ends}, ties, groups)
    rows = _rows(named, ties)
    changed = np.unique(named.numbers(sorted(people)))
    made = numbering.ties(ties)
    heads, entries, owners = entries_of(made, rows, len(named.spans), len(named.groups))
    named = _with_entries(named, changed, (heads, entries, owners, words_of(made, rows, entries)))
    named = _with_members(named, changed, members_of(made, rows), _groups_left(columns, people))
    classes = 1 + max((row.cls for row in _both(ties, groups)), default=0)
    table = _as_said(named, numbering, groups, gone_groups)
    filed = named.filed if facts is None else _with_facts(named, numbering, changed, facts)
    return replace(named, groups=table, classes=max(named.classes, classes), filed=filed)


def _both(ties: Sequence[TieRow], groups: Sequence[GroupRow]) -> tuple[TieRow | GroupRow, ...]:
    return (*ties, *groups)


def _with_facts(columns: Columns, numbering: Numbering, changed: Places, facts: Sequence[FactRow]) -> Filed:
    """What is filed, with these facts for those of the changed people."""
    held: dict[int, list[Held]] = {int(person): [] for person in changed}
    for fact in sorted(facts, key=lambda each: each.said):
        held[numbering.people[fact.person]].append((*numbering.fact(fact), fact.said))
    late = {**columns.filed.late, **{person: tuple(own) for person, own in held.items()}}
    return replace(columns.filed, late=late)


def _people_of(tie: TieRow) -> tuple[str, ...]:
    return (tie.facts.a,) if tie.facts.type in GROUP_TYPES else (tie.facts.a, tie.facts.b)


# ---- names and numbers ------------------------------------------------------------------------------------------


def _named(
    columns: Columns,
    people: Collection[str],
    rows: Iterable[TieRow | GroupRow | FactRow],
    ties: Sequence[TieRow],
    groups: Sequence[GroupRow],
) -> Columns:
    """The columns with a number for everybody and everything that these rows name."""
    late, wanted = columns.late, sorted(people)
    new_people = [one for one, number in zip(wanted, columns.numbers(wanted), strict=True) if number < 0]
    keys = sorted({row.key for row in groups})
    new_keys = [key for key, number in zip(keys, columns.group_numbers(keys), strict=True) if number < 0]
    ids = sorted({tie.facts.id for tie in ties})
    held = set(late.tie_ids)
    new_ids = [
        id for id, number in zip(ids, columns.tie_ids.numbers(ids), strict=True) if number < 0 and id not in held
    ]
    cases = sorted({row.case for row in rows if row.case} - set(columns.cases))
    said = {tie.told for tie in ties if tie.told}
    new_tellings = sorted(said - columns.filed.telling_numbers(said).keys())
    tie_ids = (*late.tie_ids, *new_ids)
    return replace(
        columns,
        cases=(*columns.cases, *cases),
        late=Late((*late.people, *new_people), (*late.group_keys, *new_keys), tie_ids),
        late_ranks=still(_ranks(columns, tie_ids)) if new_ids else columns.late_ranks,
        spans=_longer(columns.spans, len(new_people)),
        group_spans=_longer(columns.group_spans, len(new_keys)),
        groups=_longer(columns.groups, len(new_keys)),
        filed=replace(columns.filed, late_tellings=(*columns.filed.late_tellings, *new_tellings)),
    )


def _longer(table: Numbers, more: int) -> Numbers:
    """The table with so many empty rows more; read-only, like all of them: one type for the kernels."""
    return still(np.concatenate((table, np.zeros((more, table.shape[1]), np.int32))))


def _ranks(columns: Columns, ids: Sequence[str]) -> Places:
    """Where late ids stand among those of the base, and among each other where none of the base comes between."""
    before = -1 - columns.tie_ids.places(ids)
    order = sorted(range(len(ids)), key=lambda place: ids[place].encode())
    ranks, last, behind = np.zeros(len(ids), np.int64), -1, 0
    for place in order:
        behind = behind + 1 if before[place] == last else 1
        last = before[place]
        ranks[place] = (last << RANK_BITS) + behind
    return ranks


def _rows(columns: Columns, ties: Sequence[TieRow]) -> Numbers:
    """The row of each tie: its place in the base, or behind it."""
    ids = [tie.facts.id for tie in ties]
    rows = columns.tie_ids.numbers(ids)
    late = {id: len(columns.tie_ids) + place for place, id in enumerate(columns.late.tie_ids)}
    return np.array([late[id] if row < 0 else row for id, row in zip(ids, rows, strict=True)], np.int32)


def _numbering(
    columns: Columns, people: Collection[str], ties: Sequence[TieRow], groups: Sequence[GroupRow]
) -> Numbering:
    wanted = sorted(people)
    keys = sorted(
        {row.key for row in groups}
        | {f"{GROUP_TYPES[tie.facts.type]}:{tie.facts.b}" for tie in ties if tie.facts.type in GROUP_TYPES}
    )
    known = {key: int(number) for key, number in zip(keys, columns.group_numbers(keys), strict=True) if number >= 0}
    return Numbering(
        people=dict(zip(wanted, map(int, columns.numbers(wanted)), strict=True)),
        group_keys=known,
        cases={case: number + 1 for number, case in enumerate(columns.cases)},
        incidents_from=AFTER_ALL,
        tellings=columns.filed.telling_numbers(tie.told for tie in ties if tie.told),
    )


# ---- entries ----------------------------------------------------------------------------------------------------


Block = tuple[Numbers, Numbers, Numbers, Numbers]
"""Heads, entries, whose they are, words."""


def _with_entries(columns: Columns, changed: Places, made: Block) -> Columns:
    """The entries of the changed people are those made; of their neighbours, those to changed people are."""
    heads, entries, owners, words = made
    beside = np.unique(np.concatenate((*(_neighbours(columns, int(person)) for person in changed), owners)))
    kept = [_kept(columns, int(person), changed) for person in np.setdiff1d(beside, changed)]
    heads = np.concatenate((*(block[0] for block in kept), heads))
    entries = np.concatenate((*(block[1] for block in kept), entries))
    owners = np.concatenate((*(block[2] for block in kept), owners)).astype(np.int64)
    words = np.concatenate((*(block[3] for block in kept), words))
    shut = shut_in(entries)
    joining = member_in(entries) & ~shut
    order = np.lexsort((heads[:, TO], -heads[:, UPPER], joining, shut, owners))
    touched = np.union1d(changed, beside)
    spans = columns.spans.copy()
    begun = len(columns.base_heads) + len(columns.late_heads)
    spans[touched, 0] = begun + np.searchsorted(owners[order], touched, side="left")
    spans[touched, 3] = begun + np.searchsorted(owners[order], touched, side="right")
    spans[touched, 2] = spans[touched, 3] - np.bincount(owners[shut], minlength=len(spans))[touched]
    spans[touched, 1] = spans[touched, 2] - np.bincount(owners[joining], minlength=len(spans))[touched]
    return replace(
        columns,
        spans=still(spans),
        late_heads=still(np.concatenate((columns.late_heads, heads[order]))),
        late_entries=still(np.concatenate((columns.late_entries, entries[order]))),
        late_words=still(np.concatenate((columns.late_words, words[order]))),
    )


def _neighbours(columns: Columns, person: int) -> Numbers:
    """Whom a tie joins to that person, shut ones too."""
    heads, entries = _slice(columns, person, 0, 3)
    return np.asarray(heads[~member_in(entries), TO])


def _slice(columns: Columns, person: int, first: int, end: int) -> Entries:
    """What stands in a person's span from one of its places to another."""
    bounds = int(columns.spans[person, first]), int(columns.spans[person, end])
    heads = cut(columns.base_heads, columns.late_heads, *bounds)
    return heads, cut(columns.base_entries, columns.late_entries, *bounds)


def _kept(columns: Columns, person: int, changed: Places) -> Block:
    """What a neighbour keeps: all but the ties to changed people."""
    heads, entries = _slice(columns, person, 0, 3)
    words = columns.words(np.arange(columns.spans[person, 0], columns.spans[person, 3]))
    stay = member_in(entries) | ~np.isin(heads[:, TO], changed)
    return heads[stay], entries[stay], np.full(int(stay.sum()), person, np.int32), words[stay]


# ---- groups -----------------------------------------------------------------------------------------------------


def _groups_left(columns: Columns, people: Collection[str]) -> Numbers:
    """The groups that these people belonged to."""
    slices = [_slice(columns, int(person), 1, 3) for person in columns.numbers(sorted(people)) if person >= 0]
    held = [heads[member_in(entries), TO] for heads, entries in slices]
    return np.unique(np.concatenate(held)) if held else np.empty(0, np.int32)


def _with_members(columns: Columns, changed: Places, made: tuple[Numbers, Numbers, Numbers], left: Numbers) -> Columns:
    """The memberships of changed people are those made; the other members stay."""
    heads, members, owners = made
    touched = np.union1d(left, owners).astype(np.int64)
    if not len(touched):
        return columns
    kept = [_members_kept(columns, int(group), changed) for group in touched]
    heads = np.concatenate((*(block[0] for block in kept), heads))
    members = np.concatenate((*(block[1] for block in kept), members))
    owners = np.concatenate((*(block[2] for block in kept), owners))
    shut = shut_in(members)
    order = np.lexsort((members[:, ROW], heads[:, TO], shut, owners))
    spans = columns.group_spans.copy()
    begun = len(columns.base_member_heads) + len(columns.late_member_heads)
    spans[touched, 0] = begun + np.searchsorted(owners[order], touched, side="left")
    spans[touched, 2] = begun + np.searchsorted(owners[order], touched, side="right")
    spans[touched, 1] = spans[touched, 2] - np.bincount(owners[shut], minlength=len(spans))[touched]
    return replace(
        columns,
        group_spans=still(spans),
        late_member_heads=still(np.concatenate((columns.late_member_heads, heads[order]))),
        late_members=still(np.concatenate((columns.late_members, members[order]))),
    )


def _members_kept(columns: Columns, group: int, changed: Places) -> tuple[Numbers, Numbers, Numbers]:
    first, _, end = columns.group_spans[group].tolist()
    heads = cut(columns.base_member_heads, columns.late_member_heads, first, end)
    members = cut(columns.base_members, columns.late_members, first, end)
    stay = ~np.isin(heads[:, TO], changed)
    return heads[stay], members[stay], np.full(int(stay.sum()), group, np.int32)


def _as_said(columns: Columns, numbering: Numbering, groups: Sequence[GroupRow], gone_groups: Iterable[str]) -> Numbers:
    """The table of groups with these rows; a group that is gone joins nobody."""
    table: Any = np.array(columns.groups)
    for row in groups:
        table[numbering.group_keys[row.key]] = numbering.group(row)
    gone = columns.group_numbers(sorted(gone_groups))
    table[gone[gone >= 0], G_JOINS] = table[gone[gone >= 0], G_KIND_JOINS] = 0
    return still(table)
