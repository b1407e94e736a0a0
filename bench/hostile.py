"""The table of hostile requests: each with the code that refuses it. A test walks it, and `bench_wall` times it.

Bodies are made by a function, so that a round can ask with a text that nobody kept.
"""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"


@dataclass(frozen=True)
class Hostile:
    """A request by POST, what it is refused with, and the status for whoever accepts the newer type."""

    name: str
    code: str
    body: bytes
    status: int = 400
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def document(text: str, **more: object) -> bytes:
    """The body that asks for a document."""
    return json.dumps({"query": text, **more}).encode()


def chain(length: int) -> str:
    """Fragments that each spread the next twice: 2 to the power of `length`, once spread."""
    links = "".join(f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }} " for i in range(length))
    return "query { ...F0 } " + links + f"fragment F{length} on Query {{ viewer {{ __typename }} }}"


def mesh(count: int) -> str:
    """Fragments that each spread all later ones."""
    spreads = [" ".join(f"...F{j}" for j in range(i + 1, count)) for i in range(count)]
    links = "".join(f"fragment F{i} on Query {{ {each} viewer {{ __typename }} }} " for i, each in enumerate(spreads))
    return "query { ...F0 } " + links


def nested(levels: int) -> str:
    """A field in a field in a field."""
    return "{ viewer " * levels + "{ __typename }" + "}" * levels


def _fields(count: int, name: Callable[[int], str]) -> str:
    return "{ viewer { ... on ViewerAnswer { " + " ".join(map(name, range(count))) + " } } }"


def _roots(count: int) -> str:
    return "{ " + " ".join(["viewer { __typename }"] * count) + " }"


_IDS = "query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }"
_FIRST = 'query Q($n: Int!) { kin(person: "p", first: $n) { ... on KinAnswer { kin { edges { words } } } } }'
_SOUND = document("{ viewer { __typename } }")
HOSTILE: tuple[Hostile, ...] = (
    # documents
    Hostile("13 levels", "TOO_DEEP", document(nested(12))),
    Hostile("180 levels", "TOO_DEEP", document(nested(180))),
    Hostile("5,000 levels", "TOO_DEEP", document(nested(5_000))),
    Hostile("900 open braces", "TOO_DEEP", document("{ a " * 450)),
    Hostile("lists in lists", "TOO_DEEP", document("{ people(search: " + "[" * 400 + "]" * 400 + ") { __typename } }")),
    Hostile("objects in objects", "TOO_DEEP", document("{ people(search: " + "{a: " * 240 + "1" + "}" * 240 + ") }")),
    Hostile("inline fragments in each other", "TOO_DEEP", document("{" + " ... {" * 210 + "__typename" + "}" * 211)),
    Hostile("21 root fields", "TOO_MANY_ROOT_FIELDS", document(_roots(21))),
    Hostile("10,000 root fields", "TOO_MANY_TOKENS", document(_roots(4_000))),
    Hostile("31 aliases", "TOO_MANY_ALIASES", document(_fields(31, lambda i: f"a{i}: name"))),
    Hostile("5,000 aliases", "TOO_MANY_TOKENS", document(_fields(5_000, lambda i: f"a{i}: name"))),
    Hostile("900 fields of one name", "TOO_COSTLY", document(_fields(900, lambda _: "name"))),
    Hostile("10,000 fields of one name", "TOO_MANY_TOKENS", document(_fields(10_000, lambda _: "name"))),
    Hostile(
        "51 directives", "TOO_MANY_DIRECTIVES", document("{ viewer { __typename " + "@include(if: true) " * 51 + "} }")
    ),
    Hostile("20,000 directives", "TOO_MANY_TOKENS", document("{ viewer { __typename " + "@a " * 20_000 + "} }")),
    Hostile("a chain of 20 fragments", "TOO_COSTLY", document(chain(20))),
    Hostile("a chain of 30 fragments", "TOO_COSTLY", document(chain(30))),
    Hostile("a chain of 60 fragments", "TOO_COSTLY", document(chain(60))),
    Hostile("a mesh of 20 fragments", "TOO_COSTLY", document(mesh(20))),
    Hostile(
        "fragments in a circle",
        "BAD_REQUEST",
        document("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"),
    ),
    Hostile(
        "230 unused variables",
        "BAD_REQUEST",
        document(f"query Q({' '.join(f'$v{i}: Int' for i in range(230))}) {_roots(1)}"),
    ),
    Hostile(
        "140 unknown types",
        "BAD_REQUEST",
        document("{ viewer { " + "".join(f"... on X{i} {{ a }}" for i in range(140)) + " } }"),
    ),
    Hostile("90,000 line comments", "TOO_MANY_TOKENS", document("#\n" * 30_000 + "{ viewer { __typename } }")),
    Hostile("a string without an end", "BAD_REQUEST", document('{ people(search: "' + "a" * 90_000)),
    Hostile("a null byte", "BAD_REQUEST", document("{ viewer\0 { __typename } }")),
    Hostile(
        "a number of 5,000 digits",
        "TOO_COSTLY",
        document('{ kin(person: "p", first: ' + "9" * 5_000 + ") { ... on KinAnswer { kin { edges { words } } } } }"),
    ),
    Hostile("the schema's words", "BAD_REQUEST", document("{ __schema { types { name fields { name } } } }")),
    Hostile("a subscription", "BAD_REQUEST", document("subscription { viewer { __typename } }")),
    Hostile("no such operation", "BAD_REQUEST", document("query A { viewer { __typename } }", operationName="B")),
    # variables
    Hostile("a page of 1e300", "TOO_COSTLY", document(_FIRST, variables={"n": 1e300})),
    Hostile("9,000 ids", "TOO_COSTLY", document(_IDS, variables={"ids": ["n"] * 10_000})),
    Hostile("variables of 200 kB", "TOO_LARGE", document(_IDS, variables={"ids": ["n" * 99] * 2_000}), 413),
    Hostile("a variable of another type", "BAD_REQUEST", document(_IDS, variables={"ids": {"a": {"b": 1}}})),
    # bodies
    Hostile("no JSON", "BAD_REQUEST", b"{"),
    Hostile("nothing", "BAD_REQUEST", b""),
    Hostile("malformed UTF-8", "BAD_REQUEST", b'{"query": "{ viewer { \xff\xfe } }"}'),
    Hostile("half a surrogate pair", "BAD_REQUEST", b'{"query": "{ viewer { __typename } } # \\ud800"}'),
    Hostile("a raw null byte", "BAD_REQUEST", b'{"query": "{ viewer\0 { __typename } }"}'),
    Hostile("NaN", "BAD_REQUEST", b'{"query": "{ viewer { __typename } }", "variables": {"n": NaN}}'),
    Hostile(
        "an integer of 90,000 digits",
        "BAD_REQUEST",
        b'{"query": "{ __typename }", "variables": {"n": ' + b"9" * 90_000 + b"}}",
    ),
    Hostile("JSON of 50,000 levels", "BAD_REQUEST", b'{"query": ' + b"[" * 49_000 + b"]" * 49_000 + b"}"),
    Hostile(
        "JSON of 1,000 levels",
        "BAD_REQUEST",
        b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 1_000 + b"]" * 1_000 + b"}}",
    ),
    Hostile("a key twice", "DUPLICATE_KEY", b'{"query": "{ __typename }", "query": "{ viewer { __typename } }"}'),
    Hostile("a variable twice", "DUPLICATE_KEY", b'{"query": "{ __typename }", "variables": {"n": 1, "n": 2}}'),
    Hostile("no object", "BAD_REQUEST", b'"{ __typename }"'),
    Hostile("a batch", "NO_BATCHING", b"[" + b",".join([_SOUND] * 500) + b"]"),
    Hostile("a body of 150 kB", "TOO_LARGE", document("{ viewer { __typename } }" + " " * 150_000), 413),
    Hostile("an unknown hash", "PERSISTED_QUERY_NOT_FOUND", json.dumps({"documentId": "sha256:" + "0" * 64}).encode()),
    Hostile("another document's hash", "BAD_REQUEST", document("{ __typename }", documentId="sha256:" + "0" * 64)),
    # headers
    Hostile(
        "a form", "MEDIA_TYPE", b"query=%7B__typename%7D", 415, {"content-type": "application/x-www-form-urlencoded"}
    ),
    Hostile("text", "MEDIA_TYPE", _SOUND, 415, {"content-type": "text/plain"}),
    Hostile("a multipart body", "MEDIA_TYPE", _SOUND, 415, {"content-type": "multipart/form-data; boundary=x"}),
    Hostile("a document as such", "MEDIA_TYPE", b"{ __typename }", 415, {"content-type": "application/graphql"}),
    Hostile("no type", "MEDIA_TYPE", _SOUND, 415, {"content-type": ""}),
    Hostile("a compressed body", "ENCODED_BODY", gzip.compress(_SOUND), 415, {"content-encoding": "gzip"}),
    Hostile("a stream of events", "NOT_ACCEPTABLE", _SOUND, 406, {"accept": "text/event-stream"}),
    Hostile("a multipart stream", "NOT_ACCEPTABLE", _SOUND, 406, {"accept": "multipart/mixed;deferSpec=20220824"}),
    Hostile("no token", "TOKEN_REFUSED", _SOUND, 401, {"authorization": ""}),
    Hostile("a token of 9,000 letters", "TOKEN_REFUSED", _SOUND, 401, {"authorization": "Bearer " + "a" * 9_000}),
)


def afresh(row: Hostile, round_: int) -> bytes:
    """The row's body with a comment that no earlier round had, where it is a document that is short enough."""
    return row.body.replace(b'{"query": "', b'{"query": "# %d\\n' % round_, 1) if len(row.body) < 90_000 else row.body
