"""What one POST says: its media types, its body within bounds, and the parameters in it. Nothing here reads a row."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, NoReturn

import orjson
from starlette.requests import ClientDisconnect, Request

from graphsvc.api.codes import CODES
from graphsvc.api.documents import Documents, digest_of
from graphsvc.api.limits import MAX_BODY_BYTES
from graphsvc.clock import monotonic

GRAPHQL_TYPE = "application/graphql-response+json"
JSON_TYPE = "application/json"
EVENTS_TYPE = "text/event-stream"
_ANY = ("", "*/*", "application/*")
_PREFIX = "sha256:"
_AGAIN = (408, 429, 500, 503)
"""Statuses after which the same request may succeed."""


class Refused(Exception):
    """A request that goes no further; it says what its code says, unless there is something closer to say."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str = "",
        next_step: str = "",
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.headers, row = status, code, headers, CODES[code]
        said = {"code": code, "retryable": status in _AGAIN, "nextStep": next_step or row.next_step}
        self.body = {"errors": [{"message": message or row.message, "extensions": said}]}


@dataclass(frozen=True)
class Asked:
    """The parameters of a request."""

    query: str
    variables: dict[str, Any]
    operation_name: str | None
    reads_only: bool = False
    """Whether it may change nothing (a GET)."""


def media_type(accept: str) -> str | None:
    """The media type of the answer: the newer one only for those who name it first. None: they take none of ours."""
    offered = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    for kind in offered:
        if kind in (GRAPHQL_TYPE, JSON_TYPE, EVENTS_TYPE):
            return kind
    return JSON_TYPE if any(kind in _ANY for kind in offered) else None


async def body_of(request: Request, ends_at: float) -> bytes:
    """The body, read no further than its bound and no longer than the request may take. Raises Refused."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON_TYPE:
        raise Refused(415, "MEDIA_TYPE")
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Refused(415, "ENCODED_BODY")  # a few bytes could unfold into gigabytes
    body = bytearray()
    try:
        async with asyncio.timeout(max(ends_at - monotonic(), 0.0)):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise Refused(413, "TOO_LARGE", f"The body has more than {MAX_BODY_BYTES} bytes.")
    except ClientDisconnect:
        raise Refused(499, "GONE") from None
    except TimeoutError:
        raise Refused(408, "SLOW_BODY") from None
    return bytes(body)


async def asked_of(request: Request, ends_at: float, documents: Documents) -> Asked:
    """The parameters: in the body of a POST, or in the address of a GET, which has a route only beside the IDE.

    A trusted document may be named by its hash. Raises Refused for anything else.
    """
    if request.method == "POST":
        return asked_in(json_in(await body_of(request, ends_at)), documents)
    if request.method != "GET":
        raise Refused(405, "METHOD")
    if len(request.url.query) > MAX_BODY_BYTES:
        raise Refused(413, "TOO_LARGE")
    said = dict(request.query_params)
    parts = {name: json_in(said[name].encode()) for name in ("variables", "extensions") if said.get(name)}
    return replace(asked_in({**said, **parts}, documents), reads_only=True)


def asked_in(said: object, documents: Documents) -> Asked:
    """The parameters among what was said. Raises Refused, for a batch too."""
    if isinstance(said, list):
        raise Refused(400, "NO_BATCHING")
    if not isinstance(said, dict):
        _wrong("The body is no object.")
    variables, name, more = (said.get(key) for key in ("variables", "operationName", "extensions"))
    if not isinstance(variables, dict | None) or not isinstance(name, str | None) or not isinstance(more, dict | None):
        _wrong("A parameter has the wrong type.")
    return Asked(_text(said.get("query"), _hash(said.get("documentId"), more or {}), documents), variables or {}, name)


def json_in(body: bytes) -> Any:
    """What the JSON holds. The second reading is for keys that stand twice: two readers could choose differently."""
    try:
        said = orjson.loads(body)
        json.loads(body, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        _wrong("What should be JSON is none.")
    return said


def _once(pairs: list[tuple[str, object]]) -> None:
    if len({key for key, _ in pairs}) < len(pairs):
        raise Refused(400, "DUPLICATE_KEY")


def _hash(document_id: object, extensions: Mapping[str, Any]) -> str | None:
    """The SHA-256 by which a document is named: `documentId` (GraphQL over HTTP, appendix A), or Apollo's extension."""
    persisted = extensions.get("persistedQuery")
    if document_id is None and persisted is None:
        return None
    if isinstance(document_id, str) and document_id.startswith(_PREFIX):
        return document_id.removeprefix(_PREFIX)
    if document_id is None and isinstance(persisted, dict) and isinstance(persisted.get("sha256Hash"), str):
        return str(persisted["sha256Hash"])
    return _wrong("A document is named by its SHA-256.")


def _text(query: object, digest: str | None, documents: Documents) -> str:
    """The document asked for: as sent, or as trusted under that hash; where both are given they must agree."""
    if isinstance(query, str) and query.strip():
        if digest is not None and digest != digest_of(query):
            _wrong("The hash is not the document's.")
        return query
    if query is not None or digest is None:
        _wrong("The parameter query is missing.")
    if digest not in documents.texts:
        raise Refused(400, "PERSISTED_QUERY_NOT_FOUND")
    return documents.texts[digest]


def _wrong(message: str) -> NoReturn:
    raise Refused(400, "BAD_REQUEST", message)
