"""Who looked at whom and why (AC-8.5), for those who watch over it: from the audit log, not from the graph."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from graphsvc.audit.looks import Look
from graphsvc.errors import InputRefused
from graphsvc.model.answers import Basis
from graphsvc.model.asker import Sight
from graphsvc.model.paging import Page, Window, page_of
from graphsvc.model.site import Site

_LOOKS = "Every answer and refusal that names the person or was asked about them, the newest first, from the audit log."
_OFTEN = "Who looked at one person in more than {} answers within {} days, the most first; refused looks count too."
_ACCESS_LIMITS = ("Somebody who is named only as the source of a statement is not counted as looked at.",)
_MISUSE_LIMITS = (
    *_ACCESS_LIMITS,
    "Looks at people who share the user's surname or address are not found: the log holds no names.",
    "Looks under a rotated key count apart from those under the new one.",
)


class Log(Protocol):
    """graphsvc.audit.log.AuditLog."""

    def hashes(self, person: str) -> frozenset[str]: ...

    def looks(self, about: frozenset[str] | None = None) -> list[Look]: ...


@dataclass(frozen=True)
class Often:
    """One user and one person, by the hash under which the log names them."""

    user: str
    agency: str
    hashed: str
    answers: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class AccessAnswer:
    """Looks at one person."""

    basis: Basis
    page: Page[Look]


@dataclass(frozen=True)
class MisuseAnswer:
    """Users who looked at one person more often than the site's threshold."""

    basis: Basis
    page: Page[Often]


async def access_report(
    log: Log, sight: Sight, *, records: tuple[str, ...], hashed: str | None, window: Window
) -> AccessAnswer:
    """Looks at a person, named by all her records' ids or by a hash of the other report. Raises InputRefused unless by
    one of them."""
    if (not records) == (hashed is None):
        raise InputRefused("Give person or personHash, one of them.", "The hash stands in misuseReport.")
    about = frozenset().union(*map(log.hashes, records)) if records else frozenset({hashed or ""})
    found = await asyncio.to_thread(log.looks, about)
    page = page_of(found, lambda look: (-look.at.timestamp(), look.answer_id, look.field, look.decision), window)
    return AccessAnswer(Basis(sight.today, sight.policy_version, _LOOKS, _ACCESS_LIMITS), page)


async def misuse_report(log: Log, sight: Sight, site: Site, *, window: Window) -> MisuseAnswer:
    """Users who looked at the same person too often."""
    found = await asyncio.to_thread(log.looks)
    rows = often(found, sight.now - timedelta(days=site.misuse_days), site.misuse_looks)
    page = page_of(rows, lambda row: (-row.answers, row.user, row.hashed), window)
    said = _OFTEN.format(site.misuse_looks, site.misuse_days)
    return MisuseAnswer(Basis(sight.today, sight.policy_version, said, _MISUSE_LIMITS), page)


TOLD = "changes"


def often(looks: Iterable[Look], since: datetime, more_than: int) -> list[Often]:
    """Who looked at whom in more answers than that since then; several fields of one answer are one.

    What a subscription told came by itself: nobody went to look for it.
    """
    times: dict[tuple[str, str, str], dict[str, datetime]] = defaultdict(dict)
    for look in looks:
        for hashed in look.hashes if look.at >= since and look.field != TOLD else ():
            times[look.user, look.agency, hashed][look.answer_id] = look.at
    return [
        Often(*key, len(at), min(at.values()), max(at.values())) for key, at in times.items() if len(at) > more_than
    ]
