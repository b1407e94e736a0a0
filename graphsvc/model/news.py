"""What a change record says of a write besides whom it touched: what happened to whom, for those who subscribe.

    ["ORDER_RECORDED", ["p-ivy", "p-marcus"], [], "o-1", "RESTRAINED_FROM", [], []]

It is written by every writer in the transaction of the write, reaches nobody as such, and is asked of the policy again
for each subscriber (questions/changes.py). No name, no value: what happened is read by the field of the person.
"""

import json
from dataclasses import astuple, dataclass

from graphsvc.model.nouns import NOUN, Noun


@dataclass(frozen=True)
class News:
    """One thing that happened.

    `nodes` are the people who may be named by the event, `people` whoever else is in it: all of them must be visible.
    `statement`, with its label where an id could stand twice, must be visible too; empty: the record has no class of
    its own. `users` and `agencies` limit who is told; both empty: whoever has one of the people.
    """

    kind: str
    nodes: tuple[str, ...]
    people: tuple[str, ...] = ()
    statement: str = ""
    label: str = ""
    users: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()

    def text(self) -> str:
        """As a change record keeps it."""
        return json.dumps(astuple(self), separators=(",", ":"))


def news_in(text: str) -> News:
    """The news in a text of a change record."""
    kind, nodes, people, statement, label, users, agencies = json.loads(text)
    return News(kind, tuple(nodes), tuple(people), statement, label, tuple(users), tuple(agencies))


@dataclass(frozen=True)
class Told:
    """A row: what an imported row of a noun is news of, by its columns."""

    kind: str
    nodes: tuple[str, ...]
    people: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    agencies: str = ""


NEWS_OF = {
    "orders": Told("ORDER_RECORDED", ("restrained", "protected")),
    "holds": Told("HOLD_PLACED", ("person", "for_person")),
    "screens": Told("SCREEN_RECORDED", ("person",), ("relative",)),
    "consents": Told("CONSENT_RECORDED", ("person",), agencies="recipients"),
    "assignments": Told("WORKER_ASSIGNED", ("person",)),
    "on_call": Told("WORKER_ASSIGNED", ("person",)),
    "outreach_requests": Told("OUTREACH_REQUESTED", ("person",), users=("staff", "worker")),
    "notices": Told("NOTICE_RECORDED", ("person",), ("relative",)),
    "wishes": Told("WISH_RECORDED", ("person",), ("relative",)),
    "removals": Told("REMOVAL_RECORDED", ("person",)),
    "enrolments": Told("ENROLMENT_RECORDED", ("person",)),
}
"""Noun → what an import of its rows is news of; of other nouns it is none."""


def news_of(noun: Noun, row: dict[str, object]) -> News | None:
    """What an imported row is news of."""
    told = NEWS_OF.get(noun.name)
    if told is None:
        return None
    nodes, people, users = (_said(row, names) for names in (told.nodes, told.people, told.users))
    listed = row.get(told.agencies) if told.agencies else ()
    agencies = tuple(map(str, listed)) if isinstance(listed, list | tuple) else ()
    about = (str(row["id"]), noun.label) if noun.statement else ("", "")
    return News(told.kind, nodes, people, *about, users, agencies)


def _said(row: dict[str, object], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in names if row.get(name))


assert NEWS_OF.keys() <= NOUN.keys()
