"""Whom an answer is about: nobody who is in it is left out, and the log names them by keyed hashes alone."""

import hashlib
import hmac
import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args, get_type_hints

import pytest

import graphsvc.questions
import graphsvc.records
from graphsvc.audit.people import LEADS, Pseudonyms, people_in, pseudonyms
from graphsvc.errors import SettingError
from graphsvc.model.answers import problem
from graphsvc.model.paging import Page
from graphsvc.model.person import Person
from graphsvc.questions.influence.answer import AssumedTie, PathAsked, WhatIf
from graphsvc.questions.kinship import Edge, TiesAnswer
from graphsvc.questions.reach.answer import Lists, Notify, RouteOnly
from graphsvc.records.orders import OrderInput
from tests.audit_files import KEY, NAMED

ANY = cast(Any, None)
IDS = frozenset({"person", "relative", "other", "end", "through", "restrained", "protected", "grantor", "for_person",
                 "a", "b", "to", "to_any_of", "via", "avoid", "without_people"})  # fmt: skip
"""Names under which nouns hold an id of a person as a text."""
OUTCOMES = frozenset({"Problem", "ConsentWithdrawn", "OrderEnded", "HoldRenewed", "HoldEnded", "OutreachPlanned",
                      "NoticeRecorded", "RequestAnswered", "PeopleSplit"})  # fmt: skip
"""What came of it, where only that says about whom."""
NOT_PEOPLE = {
    ("Edge", "tie"): "its other end is the edge's person",
    ("Tie", "other"): "the same",
    ("Asked", "to"): "an agency",
    ("MayDiscloseAnswer", "to"): "an agency",
}


def nouns() -> list[type]:
    """Every answer and every input, and what they are made of."""
    found: dict[str, type] = {}
    for package in (graphsvc.questions, graphsvc.records):
        for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for kind in vars(importlib.import_module(each.name)).values():
                if (
                    isinstance(kind, type)
                    and is_dataclass(kind)
                    and (kind.__name__.endswith(("Answer", "Input", "Asked")) or kind.__name__ in OUTCOMES)
                ):
                    _gather(kind, found)
    return [found[name] for name in sorted(found)]


def _gather(kind: type, found: dict[str, type]) -> None:
    if kind.__name__ not in found:
        found[kind.__name__] = kind
        for hint in get_type_hints(kind).values():
            for part in _parts(hint):
                _gather(part, found)


def _parts(hint: Any) -> set[type]:
    """The dataclasses of a type; a page's rows come with the page."""
    inner = set().union(*map(_parts, get_args(hint)))
    own = getattr(hint, "__origin__", hint)
    return inner | {own} if isinstance(own, type) and is_dataclass(own) else inner


@cache
def leading() -> set[str]:
    """The nouns from which somebody can be reached: worked out again until no more come."""
    found: set[str] = {kind.__name__ for kind in nouns() if IDS & {each.name for each in fields(kind)}} | {
        "Person", "Relative", "RouteOnly", "Notify",
    }  # fmt: skip
    for _ in range(9):
        for kind in nouns():
            if any(part.__name__ in found for hint in get_type_hints(kind).values() for part in _parts(hint)):
                found.add(kind.__name__)
    return found


@pytest.mark.parametrize("kind", nouns(), ids=lambda kind: kind.__name__)
def test_the_table_follows_every_part_that_leads_to_somebody(kind: type) -> None:
    there = leading()
    must = {
        name
        for name, hint in get_type_hints(kind).items()
        if name in IDS or any(part.__name__ in there - {"Page"} for part in _parts(hint))
    }
    assert (
        must - set(LEADS.get(kind.__name__, ())) - {name for noun, name in NOT_PEOPLE if noun == kind.__name__} == set()
    )


def test_the_table_names_no_part_that_is_not_there() -> None:
    there = {kind.__name__: {each.name for each in fields(kind)} for kind in nouns()}
    assert {(n, part) for n, parts in LEADS.items() for part in parts if part not in there.get(n, ())} == set()


CASES: Mapping[str, tuple[object, set[str]]] = {
    "nobody": (problem("NOT_FOUND"), set()),
    "nothing": (None, set()),
    "a page of ties": (
        TiesAnswer(ANY, Person("p-1", "One"), Page((Edge(ANY, Person("p-2", "Two")),), ("c",), 1, False, False)),
        {"p-1", "p-2"},
    ),
    "lists": (
        Lists(
            must_notify=(Notify("p-1", "", "", None, ""),),
            by_route_only=(RouteOnly("p-2", "", "", "", "p-3"),),
            bands=cast(Any, {"LATER": (Person("p-4", ""),)}),
        ),
        {"p-1", "p-2", "p-3", "p-4"},
    ),
    "what was asked": (
        PathAsked(
            "p-1", "PEER", ANY, to="p-2", what_if=WhatIf(("p-3",), ("t-1",), (AssumedTie("p-4", "p-5", "KIN_OF"),))
        ),
        {"p-1", "p-2", "p-3", "p-4", "p-5"},
    ),
    "what was recorded": (OrderInput("k", "p-1", "p-2", "PROTECTION"), {"p-1", "p-2"}),
    "both": (("p-1", None, Person("p-2", "Two")), {"p-1", "p-2"}),
}


@pytest.mark.parametrize("name", CASES)
def test_everybody_is_found(name: str) -> None:
    thing, people = CASES[name]
    assert people_in(thing) == people


def keyed(who: str) -> str:
    return hashlib.blake2b(who.encode(), key=KEY, digest_size=16, person=b"graphsvc people").hexdigest()


def test_a_person_is_named_by_a_keyed_hash() -> None:
    assert NAMED.of(frozenset({"p-2", "p-1"})) == sorted([keyed("p-1"), keyed("p-2")])


def test_who_stands_in_a_line_of_an_earlier_version_is_found_by_its_hmac() -> None:
    assert NAMED.any_of("p-1") == {keyed("p-1"), hmac.digest(KEY, b"p-1", "sha256")[:16].hex()}


def test_the_key_is_private_made_once_and_rotated_by_a_line(tmp_path: Path) -> None:
    first = pseudonyms(tmp_path).of(["p-1"])
    assert pseudonyms(tmp_path).of(["p-1"]) == first
    file = tmp_path / "audit_people.key"
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open("a") as keys:
        keys.write(f"\n{KEY.hex()}\n")
    assert pseudonyms(tmp_path).of(["p-1"]) == NAMED.of(["p-1"]) != first
    assert pseudonyms(tmp_path).any_of("p-1") > {*first, *NAMED.of(["p-1"])}


@pytest.mark.parametrize("text", ["", "zz", "00"])
def test_a_key_file_that_holds_none_is_said_at_the_start(tmp_path: Path, text: str) -> None:
    (tmp_path / "audit_people.key").write_text(text)
    with pytest.raises(SettingError):
        pseudonyms(tmp_path)


def test_two_keys_give_two_names() -> None:
    assert Pseudonyms([bytes(32)]).of(["p-1"]) != NAMED.of(["p-1"])
