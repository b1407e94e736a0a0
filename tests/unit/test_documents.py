"""Trusted documents: read and checked at the start, run by their hash, and the only ones that some may run."""

import json
from pathlib import Path

import pytest

from graphsvc.api import check
from graphsvc.api.documents import Documents, digest_of, read_documents
from graphsvc.api.schema import graphql_schema
from graphsvc.demo import EXAMPLES, OPEN
from graphsvc.errors import SettingError
from graphsvc.settings import read_settings
from tests.unit.test_api_http import AGENCIES, Parts, codes

SCHEMA = graphql_schema()._schema
DIGEST = digest_of(AGENCIES)
APOLLO = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": DIGEST}}}
BY_ID = {"documentId": f"sha256:{DIGEST}"}


def read(path: Path | None, only: str = "") -> Documents:
    said = {"GRAPHSVC_DOCUMENTS": str(path or ""), "GRAPHSVC_DOCUMENTS_ONLY": only}
    return read_documents(read_settings(said), SCHEMA)


def manifest(folder: Path, said: object) -> Path:
    path = folder / "manifest.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, text in enumerate((AGENCIES, OPEN, *(example.document for example in EXAMPLES))):
        (tmp_path / f"{number}.graphql").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def parts() -> Parts:
    return Parts()


def test_the_demos_own_documents_are_fit_to_be_trusted(folder: Path) -> None:
    assert set(read(folder).texts) == {digest_of(each) for each in (AGENCIES, OPEN, *(e.document for e in EXAMPLES))}


def test_a_manifest_says_the_same_in_any_of_its_shapes(tmp_path: Path) -> None:
    shapes = (
        {"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": DIGEST, "body": AGENCIES}]},
        {DIGEST: AGENCIES},
        {f"sha256:{DIGEST}": AGENCIES},
        [{"id": DIGEST, "body": AGENCIES}],
    )
    assert [read(manifest(tmp_path, shape)).texts for shape in shapes] == [{DIGEST: AGENCIES}] * len(shapes)


@pytest.mark.parametrize(
    "said",
    [{"0" * 64: AGENCIES}, {DIGEST: 3}, [3], 3, {"operations": [{"id": None, "body": AGENCIES}]}, [], {}],
    ids=str,
)
def test_a_manifest_that_is_none_ends_the_start(tmp_path: Path, said: object) -> None:
    with pytest.raises(SettingError):
        read(manifest(tmp_path, said))


@pytest.mark.parametrize(
    "text", ["{", "{ nothing }", "{ viewer { __typename } } " * 2, "{ __schema { types { name } } }", "#" * 3]
)
def test_a_document_that_could_not_be_run_ends_the_start_by_its_name(folder: Path, text: str) -> None:
    (folder / "wrong.graphql").write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match=r"wrong\.graphql"):
        read(folder)


def test_a_document_beyond_a_limit_ends_the_start(tmp_path: Path) -> None:
    (tmp_path / "wide.graphql").write_text("query W {" + " viewer { __typename }" * 21 + "}", encoding="utf-8")
    with pytest.raises(SettingError, match="root fields"):
        read(tmp_path)


@pytest.mark.parametrize("only", ["all", "SOCIAL_WORKER", "nobody"])
def test_roles_held_to_no_document_at_all_end_the_start(only: str) -> None:
    with pytest.raises(SettingError):
        read(None, only)


@pytest.mark.parametrize("said", [APOLLO, BY_ID, APOLLO | {"query": AGENCIES}, BY_ID | {"query": AGENCIES}])
async def test_a_trusted_document_is_run_by_its_hash(parts: Parts, folder: Path, said: dict[str, object]) -> None:
    parts.documents = read(folder)
    assert (await parts.post(said)).json()["data"] == {"agencies": {"__typename": "AgenciesAnswer", "agencies": []}}


async def test_a_trusted_document_meets_neither_parser_nor_validation(
    parts: Parts, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.documents = read(folder)
    monkeypatch.setattr(check, "parsed", lambda _: pytest.fail("parsed"))
    monkeypatch.setattr(check, "validated", lambda *_: pytest.fail("validated"))
    assert "data" in (await parts.post(BY_ID)).json()


async def test_a_trusted_document_is_measured_with_its_variables(parts: Parts, tmp_path: Path) -> None:
    text = "query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    (tmp_path / "q.graphql").write_text(text, encoding="utf-8")
    parts.documents = read(tmp_path)
    body = {"documentId": f"sha256:{digest_of(text)}", "variables": {"ids": ["n"] * 10_000}}
    assert (codes(await parts.post(body)), parts.graph.asked) == (["TOO_COSTLY"], [])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"documentId": "sha256:" + "0" * 64}, "PERSISTED_QUERY_NOT_FOUND"),
        ({"documentId": DIGEST}, "BAD_REQUEST"),
        ({"documentId": 3}, "BAD_REQUEST"),
        ({"documentId": f"sha256:{DIGEST}", "query": "{ __typename }"}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": 3}}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": {}}}, "BAD_REQUEST"),
        ({"query": ""}, "BAD_REQUEST"),
        ({"query": 3, **BY_ID}, "BAD_REQUEST"),
    ],
)
async def test_a_hash_that_names_nothing_is_refused(
    parts: Parts, folder: Path, said: dict[str, object], code: str
) -> None:
    parts.documents = read(folder)
    assert (codes(await parts.post(said)), parts.graph.asked) == ([code], [])


@pytest.mark.parametrize("only", ["all", "SOCIAL_WORKER", "ADMIN, SOCIAL_WORKER"])
async def test_who_is_held_to_trusted_documents_runs_nothing_else(parts: Parts, folder: Path, only: str) -> None:
    parts.documents = read(folder, only)
    assert codes(await parts.ask(AGENCIES + " ")) == ["TRUSTED_ONLY"] == codes(await parts.ask("{ nothing }"))
    assert (parts.graph.asked, parts.audit.lines) == ([], [])
    assert "data" in (await parts.ask(AGENCIES)).json()


async def test_other_roles_run_what_they_like(parts: Parts, folder: Path) -> None:
    parts.documents = read(folder, "ADMIN")
    assert "data" in (await parts.ask(AGENCIES + " ")).json()
