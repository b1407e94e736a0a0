"""What changed for somebody: of what was written, the part that she may see now, as {kind, person, revision}.

Asked of the policy again each time: whoever left the caseload, a record that was sealed, a consent that was revoked
show nothing any more. An event is named by a person of the asker's own scope, and by nothing that was said.
"""

import hashlib
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc.jwk import OKPKey

from graphsvc.access.facts import existing
from graphsvc.access.statements import named_params
from graphsvc.clock import Clock
from graphsvc.database.driver import Graph
from graphsvc.engine.news import Place, Record
from graphsvc.errors import InputRefused
from graphsvc.model.answers import Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.news import News
from graphsvc.model.site import Site

MOST_EVENTS = 100  # of one batch
MOST_STATEMENTS = 500  # looked at at once
_NONCE = 12
_FIXED = struct.Struct(">QQ8s")
"""Revision, second of issue, mark: a cursor is as long whatever it holds."""


@dataclass(frozen=True)
class Change:
    """One event. `revision` tells it from every other, and is the same whenever it is told."""

    kind: str
    person: str
    revision: str


@dataclass(frozen=True)
class Batch:
    """Events in the order of their writes, and the cursor behind them."""

    changes: tuple[Change, ...]
    cursor: str


@dataclass(frozen=True)
class Cursors:
    """Cursors that tell their holder nothing: sealed, of one length, each time another text, and of one user.

    A revision moves with every write, hidden ones too, so nobody may read it out of a cursor.
    """

    key: bytes
    clock: Clock
    kept: timedelta

    @staticmethod
    def of(key: OKPKey, clock: Clock, site: Site) -> "Cursors":
        """Those of this installation: under a key that is made of its own."""
        secret = str(key.as_dict(private=True)["d"]).encode()
        made = HKDF(SHA256(), 32, None, b"graphsvc cursor of changes").derive(secret)
        return Cursors(made, clock, timedelta(hours=site.changes_kept_hours))

    def seal(self, place: Place, user: str) -> str:
        """The cursor of a place."""
        nonce, second = token_bytes(_NONCE), int(self.clock.now().timestamp())
        sealed = ChaCha20Poly1305(self.key).encrypt(
            nonce, _FIXED.pack(place.revision, second, place.mark), user.encode()
        )
        return urlsafe_b64encode(nonce + sealed).decode()

    def place(self, cursor: str, user: str) -> Place | Problem:
        """The place in a cursor; READ_ANEW where it is too old. Raises InputRefused for one that is not this user's."""
        try:
            said = urlsafe_b64decode(cursor.encode())
            opened = ChaCha20Poly1305(self.key).decrypt(said[:_NONCE], said[_NONCE:], user.encode())
            revision, second, mark = _FIXED.unpack(opened)
        except (ValueError, InvalidTag, struct.error):
            raise InputRefused("after is no cursor of yours.", "Give the cursor of your last event, or none.") from None
        issued = datetime.fromtimestamp(second, UTC)
        return problem("READ_ANEW") if self.clock.now() - issued > self.kept else Place(revision, mark)

    def revision(self, record: Record, news: News, person: str) -> str:
        """Opaque, and the same for all who are told: which write it was, what and about whom."""
        said = "|".join((record.token, news.kind, person)).encode()
        return hashlib.blake2b(said, key=self.key, digest_size=12).hexdigest()


async def changes_in(
    graph: Graph, sight: Sight, site: Site, cursors: Cursors, records: Sequence[Record]
) -> list[tuple[Record, tuple[Change, ...]]]:
    """Each record of which there is something to tell, with that."""
    meant = [news for record in records for news in record.news if meant_for(sight, news)]
    shown = await _shown(graph, sight, {news.statement for news in meant} - {""})
    people = {person for news in meant for person in (*news.nodes, *news.people)}
    seen = await existing(graph, sight, site, people)
    told = [(record, told_of(sight, cursors, record, seen, shown)) for record in records]
    return [(record, changes) for record, changes in told if changes]


def batches_of(
    found: Iterable[tuple[Record, tuple[Change, ...]]], before: Place, last: Place
) -> list[tuple[tuple[Change, ...], Place]]:
    """MOST_EVENTS at a time, each with the place behind it; within one record that is the place before it, so that
    whoever goes on from there is told some twice and none never."""
    made, events, place = list[tuple[tuple[Change, ...], Place]](), list[Change](), before
    for record, changes in found:
        for change in changes:
            if len(events) == MOST_EVENTS:
                made.append((tuple(events), place))
                events = []
            events.append(change)
        place = record.place
    return [*made, (tuple(events), last)] if events else made


def meant_for(sight: Sight, news: News) -> bool:
    """Whether it names one of the asker's own people, and is for her eyes as far as it limits that."""
    asker = sight.principal
    limited = bool(news.users or news.agencies)
    return not sight.named.isdisjoint(news.nodes) and (
        not limited or asker.user in news.users or asker.agency in news.agencies
    )


Shown = frozenset[tuple[str, str]]
"""(statement, its label), and (statement, "") for whoever knows the id alone."""


def told_of(sight: Sight, cursors: Cursors, record: Record, seen: frozenset[str], shown: Shown) -> tuple[Change, ...]:
    """The events of one record: each kind once a person, nobody among them who is not visible now."""
    found = {
        (news.kind, person): Change(news.kind, person, cursors.revision(record, news, person))
        for news in record.news
        if meant_for(sight, news) and seen.issuperset((*news.nodes, *news.people))
        if not news.statement or (news.statement, news.label) in shown
        for person in news.nodes
        if person in sight.named
    }
    return tuple(found[key] for key in sorted(found))


async def _shown(graph: Graph, sight: Sight, statements: Iterable[str]) -> Shown:
    wanted, found = sorted(statements), set[tuple[str, str]]()
    for start in range(0, len(wanted), MOST_STATEMENTS):
        some = wanted[start : start + MOST_STATEMENTS]
        rows = await graph.read("statements_named", **named_params(sight, some))
        found |= {(row["id"], label) for row in rows for label in (row["label"], "")}
    return frozenset(found)
