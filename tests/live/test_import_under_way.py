"""While a bundle is loaded noun by noun, and after it was cut off at any of them, nobody is shown whom it conceals."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.api.schema import graphql_schema
from graphsvc.database.driver import Graph
from graphsvc.importing.bolt import BoltWriter
from graphsvc.importing.stored import Loaded
from graphsvc.importing.tables import Table
from graphsvc.model.safety_lines import Effect
from tests.live.api import Api, api_on, plant
from tests.live.documents import document
from tests.live.safety_families import LINED, Lined, Rows, rows_of

SCHEMA = graphql_schema(introspection=True)._schema
NEAR = {"near": {"latitude": 42.3, "longitude": -71.05, "metres": 500}, "first": 100}
HIDDEN = [lined for lined in LINED if lined.effect in (Effect.CONCEAL, Effect.PLACE)]
FREE = next(lined for lined in LINED if lined.name == "free")
KNOWN_BEFORE = ("people", "assignments", "consents", "names", "births", "enrolments")

pytestmark = pytest.mark.live


def known_before(lined: Lined) -> Rows:
    """P and P's mother, on the caseload of an asker who meets R when R comes."""
    theirs = {lined.relative, f"l-{lined.name}"}
    rows = rows_of([lined])
    return {noun: [row for row in rows[noun] if not theirs & set(row.values())] for noun in KNOWN_BEFORE}


async def shown(api: Api, lined: Lined) -> list[str]:
    """Where the social worker is told of R, or only of R's place where that alone is concealed."""
    found = []
    marks = [f"Cottage {lined.name}"]
    if lined.effect is not Effect.PLACE:
        marks += [f"Rel{lined.name}", f"Zq{lined.name}", global_id("Person", lined.relative), f"Telephone {lined.name}"]
    asked: dict[str, dict[str, Any]] = {
        "locations": NEAR,
        "person": {"id": lined.relative},
        "kin": {"person": lined.person, "first": 25},
        "household": {"person": lined.relative},
        "people": {"search": f"Rel{lined.name} Zq{lined.name}", "first": 25},
    }
    for name, said in asked.items():
        answer = json.dumps((await api.ask(document(SCHEMA, name), said))[name])
        found += [name] if any(mark in answer for mark in marks) else []
    return found


async def test_an_import_shows_nobody_at_any_moment_whom_it_conceals(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = await api_on(graph, tmp_path)
    for lined in (*HIDDEN, FREE):
        await plant(api, tmp_path / f"before-{lined.name}", **known_before(lined))
    whole, at_noun, found = BoltWriter.load, [], {}

    async def load(self: BoltWriter, table: Table, step: Callable[[int], None]) -> Loaded:
        done = await whole(self, table, step)
        at_noun.append(table.noun.name)
        found.update({f"{lined.name} after {table.noun.name}": seen for lined in HIDDEN
                      if (seen := await shown(api, lined))})  # fmt: skip
        return done

    with monkeypatch.context() as watched:
        watched.setattr(BoltWriter, "load", load)
        await plant(api, tmp_path / "bundle", **rows_of([*HIDDEN, FREE]))
    assert len(at_noun) > 15
    assert found == {}
    assert await shown(api, FREE) == ["person", "kin", "household", "people"]
