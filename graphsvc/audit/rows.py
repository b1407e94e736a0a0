"""How much an answer holds: all that the audit keeps of its content."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import cast

from graphsvc.model.answers import Problem
from graphsvc.model.paging import Page

ROWS = frozenset(
    {
        "adults",
        "agencies",
        "bands",
        "by_route_only",
        "entries",
        "households",
        "issues",
        "lines",
        "messengers",
        "must_notify",
        "needs_safety_check",
        "paths",
        "rows",
        "screens",
        "seen",
        "stated",
        "statements",
        "unreached",
        "untried",
    }
)
"""Parts of an answer that hold its rows, pages aside."""
ROWLESS = frozenset(
    {
        "again",
        "connected",
        "contacts",
        "contradictions",
        "counts",
        "gaps",
        "may_open",
        "meetings",
        "people",
        "reasons",
        "relaxations",
        "roles",
        "shared_with",
        "shown",
        "sides",
        "sources",
        "stages",
        "symbols",
        "totals",
    }
)
"""Parts that hold several things and no row: totals, words about the answer, what one thing has several of, whom the
rows are about."""
NESTED = ("members", "reaches", "steps")
"""Lists of a row that name further people: a household's members, whom a messenger reaches, the steps of a path."""


def rows_in(answer: object) -> int:
    """How many rows leave with an answer: those of its lists, or 1 for one thing; 0 for a refusal or nothing."""
    if answer is None or isinstance(answer, Problem):
        return 0
    if isinstance(answer, Mapping):  # several things at once, by their ids
        return sum(map(rows_in, answer.values()))
    lists = list(_lists(answer))
    return sum(_row(row) for rows in lists for row in rows) if lists else _row(answer)


def _lists(answer: object) -> Iterator[tuple[object, ...]]:
    """The lists of an answer, and those of the part that is nothing but lists."""
    for name, value in _parts(answer):
        if isinstance(value, Page):
            yield value.rows
        elif name == "lists":
            yield from _lists(value)
        elif name in ROWS:
            yield from cast(Iterable[tuple[object, ...]], value.values() if isinstance(value, Mapping) else (value,))


def _row(row: object) -> int:
    nested = (getattr(row, name) for name in _nested(cast(Hashable, type(row))))
    return 1 + sum(len(value) for value in nested if isinstance(value, tuple | list))


@lru_cache(maxsize=256)
def _nested(kind: Hashable) -> tuple[str, ...]:
    """The lists of further people that rows of this type have: asked of each row it costs more than the rest."""
    return tuple(each.name for each in fields(cast(type, kind)) if each.name in NESTED) if is_dataclass(kind) else ()


def _parts(thing: object) -> Iterator[tuple[str, object]]:
    if is_dataclass(thing):
        yield from ((each.name, getattr(thing, each.name)) for each in fields(thing))
