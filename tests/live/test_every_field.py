"""Each field of each object type is seen in an answer to somebody who may ask; tests/contract/test_every_field.py says
by which call, and that somebody may not.

The calls are those of test_access_table.py: of each row, by one role after another until all that it selects was seen.
An id that a mutation takes is one that another gave: `consent` is the `consentId` of an earlier answer.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from graphql import build_schema

from graphsvc.api.ids import global_id
from graphsvc.api.schema import schema_text
from graphsvc.model.codes import CODES
from tests.contract.test_every_field import NODES, objects, selected
from tests.live.api import Api, plant
from tests.live.test_access_table import FAMILY, LISTED, PERSONA, TABLE, api, call, case_of, purpose_for, rows

__all__ = ["api"]
SCHEMA = build_schema(schema_text())
PEOPLE = ("p-marcus", "p-dre", "p-old")
ELSEWHERE: Mapping[str, str] = {
    "Changes": "tests/live/test_subscriptions.py: what changed is told over a stream",
    "Change": "tests/live/test_subscriptions.py",
    "WhatIfPaths": "tests/live/test_what_if.py: the arrays' alone",
}
"""Type → where it is seen instead, and why not here."""
ROOTS = {kind.name for kind in (SCHEMA.query_type, SCHEMA.mutation_type, SCHEMA.subscription_type) if kind}
PROBLEMS = {kind.name for kind in SCHEMA.get_possible_types(SCHEMA.type_map["Problem"])}  # type: ignore[arg-type]
NOT_HERE = {*ROOTS, *PROBLEMS, *ELSEWHERE}
PUBLIC = {"compartment": "PUBLIC", "owner": "BPHC", "stated_at": "2026-03-02"}
INTEL = {"compartment": "INTEL_28CFR23", "owner": "BPD", "stated_as": "OFFICER", "stated_at": "2026-03-02"}
DUE = {"person": "p-dre", "gang": "gang-table", **LISTED, "retain_until": "2026-04-19", **INTEL}
ATTEMPT = {"mode": "CALL", "at": "2026-04-01T10:00:00-04:00", "by": "s-sam", "outcome": "NO_ANSWER"}
PLANTED: dict[str, list[dict[str, str]]] = {
    "people": [{"id": "p-old"}, {"id": "p-twin"}],
    "locations": [{"id": "l-here"}],
    "places": [
        {
            "id": "pl-here",
            "location": "l-here",
            "kind": "ADDRESS",
            "label": "1 Example Road",
            "latitude": "42.3",
            "longitude": "-71.06",
            **PUBLIC,
        },
    ],
    "names": [
        {"id": f"n-{who}", "person": f"p-{who}", "given": "Ola", "family": "Exemplard", **PUBLIC}
        for who in ("old", "twin")
    ],
    "deaths": [{"id": "d-old", "person": "p-old", "died_on": "2020-01-01", **PUBLIC}],
    "identifiers": [{"id": "i-old", "person": "p-old", "system": "LIBRARY", "value": "1", **PUBLIC}],
    "pictures": [{"id": "pic-old", "person": "p-old", "uri": "urn:example:1", **PUBLIC}],
    "addresses": [{"id": "a-old", "person": "p-old", "location": "l-here", "kind": "HOME", **PUBLIC}],
    "kin": [
        {"id": "k-old", "relative": "p-old", "person": "p-marcus", "role": "GRPRN", **FAMILY},
        {"id": "k-dana-aunt", "relative": "p-dana", "person": "p-marcus", "role": "AUNT", **FAMILY},
    ],
    "households": [{"id": "hh-here", "kind": "FAMILY", "label": "Here", **FAMILY}],
    "household_members": [
        {"id": f"hm-{who}", "person": f"p-{who}", "household": "hh-here", **FAMILY} for who in ("marcus", "ivy")
    ],
    "gangs": [{"id": "gang-other", "name": "Other Street", **PUBLIC}],
    "rivalries": [{"id": "rv", "gang_a": "gang-table", "gang_b": "gang-other", "reviewed_at": "2026-03-01", **PUBLIC}],
    "affiliations": [{"id": "affiliation-due", **DUE}],
    "contact_attempts": [{"id": "at-ivy", "relative": "p-ivy", "person": "p-marcus", **ATTEMPT, **FAMILY}],
    "consents": [
        {
            "id": "consent-two",
            "person": "p-marcus",
            "grantor": "p-dana",
            "capacity": "GUARDIAN",
            "form": "WRITTEN",
            "recipients": "EOHHS|BCYF",
            "signed_on": "2026-04-05",
        },
    ],
}
"""What the worked families lack of what a type may show."""
MORE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("influencePaths:SUPPORT", "SOCIAL_WORKER", {"person": "p-dre", "to": "p-lewis", "maxSteps": 1}),
    ("mergePeople", "SAFETY_REVIEWER", {"keep": "p-old", "other": "p-twin", "certainty": "SAME"}),
)
"""Calls whose answers hold what the usual ones do not: why a search found nothing, a merge that can be split."""
GLASS = "MATCH (g:BreakGlass) RETURN g.id AS id ORDER BY id LIMIT 1"


@dataclass
class Seen:
    """What was answered so far, and the ids that were given."""

    fields: set[tuple[str, str]] = field(default_factory=set)
    ids: dict[str, str] = field(default_factory=lambda: {"contactPoint": "cp-ivy", "tie": "k-joe-marcus"})
    asked: int = 0

    def take(self, body: Mapping[str, Any], row: str) -> None:
        assert "errors" not in body, body["errors"]
        self.fields |= set(_fields(body["data"]))
        self.ids |= _ids(body["data"])
        if row == "person" and "answerId" in body["extensions"]:
            self.ids.setdefault("answer", body["extensions"]["answerId"])


def _fields(data: object) -> Iterator[tuple[str, str]]:
    """(type, field) of everything in an answer."""
    if isinstance(data, list):
        for each in data:
            yield from _fields(each)
    elif isinstance(data, dict):
        yield from ((data.get("__typename", ""), name) for name in data)
        for each in data.values():
            yield from _fields(each)


def _ids(data: object) -> dict[str, str]:
    """What a payload gives to go on with."""
    if not isinstance(data, dict):
        return {}
    found: dict[str, str] = {}
    for payload in data.values():
        if isinstance(payload, dict) and payload.get("__typename", "").endswith("Payload"):
            found |= {name.removesuffix("Id"): each for name, each in payload.items() if isinstance(each, str)}
    return found


def _with_ids(said: dict[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    """The arguments with ids that are known in place of those that are nobody's."""
    return {name: _with_id(name.removesuffix("Id"), value, known) for name, value in said.items()}


def _with_id(name: str, value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return _with_ids(value, known)
    nobodys = isinstance(value, str) and (value.endswith(("-none", "-marcus", "-dre", "-old")) or value in STANDING_IN)
    return known.get(name, value) if nobodys and name != "idempotencyKey" and not str(value).startswith("p-") else value


STANDING_IN = ("0" * 24, "no-handle")


async def _ask(api: Api, seen: Seen, row: str, role: str, person: str, more: Mapping[str, Any]) -> None:
    seen.asked += 1
    text, said = call(row, person, f"{role}-{seen.asked}")
    purpose = purpose_for(row, role)
    said = _with_ids(said, seen.ids)
    said = {**said, "input": {**said["input"], **more}} if "input" in said else {**said, **more}
    body = await api.reply(text, said, as_=PERSONA[role], purpose=purpose, case=case_of(role, purpose))
    seen.take(body, row)


async def _by_every_row(api: Api, seen: Seen) -> None:
    for row in rows():
        wanted = {each for each in selected(SCHEMA, call(row, "p-marcus", "")[0]) if each[0] not in NOT_HERE}
        for role in CODES["role"]:
            for person in PEOPLE if TABLE.rows[row].scopes((role,)) else ():
                if not wanted <= seen.fields:
                    await _ask(api, seen, row, role, person, {})


async def _by_global_id(api: Api, seen: Seen) -> None:
    for kind, key in (
        ("Person", "p-marcus"),
        ("Gang", "gang-table"),
        ("Household", "hh-here"),
        ("Location", "l-here"),
        ("Agency", "EOHHS"),
    ):
        seen.take(await api.reply(NODES, {"id": global_id(kind, key), "actions": ["RECORD_ORDER"]}), "node")


@pytest.fixture
async def planted(api: Api, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    await plant(api, tmp_path_factory.mktemp("fields"), **PLANTED)
    yield api


async def test_each_field_of_each_object_is_answered_to_somebody(planted: Api) -> None:
    seen = Seen()
    await _by_global_id(planted, seen)
    await _by_every_row(planted, seen)
    for row, role, more in MORE:
        await _ask(planted, seen, row, role, "p-marcus", more)
    seen.ids["breakGlass"] = (await planted.served.graph.run_alone(GLASS))[0]["id"]
    await _by_every_row(planted, seen)
    assert sorted({each for each in objects(SCHEMA) if each[0] not in NOT_HERE} - seen.fields) == []
