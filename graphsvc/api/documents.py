"""Trusted documents: those that a site's own programs send, by the SHA-256 of their text.

Read, checked against schema and limits, and parsed at the start, so that a request that names one meets neither the
parser nor validation. Whoever holds a role of GRAPHSVC_DOCUMENTS_ONLY may run nothing else.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode

from graphsvc.api.check import RULES, parsed, validated
from graphsvc.api.limits import Same, refusals
from graphsvc.errors import SettingError
from graphsvc.model.codes import CODES
from graphsvc.settings import Settings

EVERYBODY = "all"
_NEXT = "Correct it, or take it out of GRAPHSVC_DOCUMENTS."


@dataclass(frozen=True)
class Documents:
    """What is trusted, and who is held to it."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 in lower-case hex → text."""
    parsed: Mapping[str, DocumentNode] = field(default_factory=dict)
    """Text → document, validated."""
    only: frozenset[str] = frozenset()

    def bars(self, roles: Iterable[str], text: str) -> bool:
        """Whether somebody with these roles may not run this text."""
        held = EVERYBODY in self.only or not self.only.isdisjoint(roles)
        return held and text not in self.parsed


def digest_of(text: str) -> str:
    """The SHA-256 of a document's text, lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_documents(settings: Settings, schema: GraphQLSchema) -> Documents:
    """The site's documents. Raises SettingError for one that could not be run, and for roles held to none at all."""
    only = frozenset(settings.documents_only)
    if unknown := sorted(only - {EVERYBODY, *CODES["role"]}):
        raise SettingError(f"GRAPHSVC_DOCUMENTS_ONLY names {unknown[0]!r}.", "Name roles of permissions.csv, or all.")
    found = dict(_said(settings.documents)) if settings.documents else {}
    if (only or settings.documents) and not found:
        raise SettingError("There is no trusted document.", "Set GRAPHSVC_DOCUMENTS to a folder that holds some.")
    texts = {digest_of(text): text for text in found.values()}
    return Documents(texts, {text: _checked(where, text, schema) for where, text in found.items()}, only)


def _said(path: Path) -> Iterator[tuple[str, str]]:
    """(where, text) of each document."""
    try:
        if path.is_dir():
            yield from ((file.name, file.read_bytes().decode()) for file in sorted(path.rglob("*.graphql")))
        else:
            yield from _manifest(orjson.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, AttributeError) as fault:
        raise SettingError(f"Trusted documents cannot be read from {path} ({type(fault).__name__}).", _NEXT) from fault


def _manifest(said: Any) -> Iterator[tuple[str, str]]:
    """Apollo's list of operations, or a map from hash to text (GraphQL Code Generator, Relay)."""
    rows = said.get("operations", said) if isinstance(said, dict) else said
    pairs = rows.items() if isinstance(rows, dict) else [(row.get("id"), row.get("body")) for row in rows]
    for name, text in pairs:
        if not isinstance(text, str) or str(name).removeprefix("sha256:") != digest_of(text):
            raise SettingError(f"The name {str(name)[:80]!r} is not the SHA-256 of its document.", _NEXT)
        yield str(name), text


def _checked(where: str, text: str, schema: GraphQLSchema) -> DocumentNode:
    try:
        document = parsed(text)
        wrong = [*validated(schema, Same(document), RULES), *_beyond(document, schema)]
    except GraphQLError as fault:
        wrong = [fault]
    if wrong:
        raise SettingError(f"The trusted document {where} cannot be run: {wrong[0].message}", _NEXT)
    return document


def _beyond(document: DocumentNode, schema: GraphQLSchema) -> Iterator[GraphQLError]:
    """The limits that an operation passes whatever its variables; with them it is measured again at each request."""
    for each in document.definitions:
        if isinstance(each, OperationDefinitionNode):
            yield from refusals(document, each.name.value if each.name else None, {}, schema)
