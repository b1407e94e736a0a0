"""A form that is not sent yet: kept for its author alone, under the key with which it will be sent.

Saved again it takes the place of what was saved before; sent, it is gone. It acts on nothing: no question, line, path
or task knows of it, and nothing of it is checked but its length.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from graphsvc.database.driver import Unit
from graphsvc.errors import InputRefused
from graphsvc.model.outreach import DRAFT_DAYS
from graphsvc.records.ledger import LONGEST_KEY, Desk, Refused, new_id

LONGEST_FORM = 20_000


@dataclass(frozen=True)
class DraftKept:
    """A form as it was saved: under which key, and when."""

    idempotency_key: str
    saved_at: datetime


async def save_draft(desk: Desk, mutation: str, key: str, form: dict[str, object]) -> DraftKept | Refused:
    """Keeps the form. Refused where it was sent already."""
    if not 1 <= len(key) <= LONGEST_KEY:
        raise InputRefused(f"idempotencyKey has 1 to {LONGEST_KEY} letters.", "Use a fresh UUID for each request.")
    text, now = json.dumps(form, ensure_ascii=False, sort_keys=True), desk.clock.now()
    if len(text) > LONGEST_FORM:
        return Refused("TOO_LONG", f"At most {LONGEST_FORM} letters.", "draft")
    kept = {"user": desk.user, "mutation": mutation, "said": key, "form": text, "at": now}

    async def unit(tx: Unit) -> bool:
        told_of = {"digest": "", "answer": ""}  # a draft tells of nothing that was recorded
        sent = await tx.run("record_lock", key=f"{desk.user}|{key}", token=new_id("v"), at=now, **told_of)
        if not sent:
            old = now - timedelta(days=DRAFT_DAYS)
            await tx.run("save_draft", key=f"{desk.user}|{key}", old=old, **kept)
        return bool(sent)

    if await desk.graph.write_unit(unit, label=f"draft of {mutation}"):
        return Refused("SENT", "This form was sent already.", "idempotencyKey")
    return DraftKept(key, now)
