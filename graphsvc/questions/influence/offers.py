"""Who may carry a message or be a mentor, by what they said themselves: pure.

Willing (YES, and no later no when they were spoken with), with a role CARRY_MESSAGE or MENTOR, with room, waiting for
nothing; and they themselves said, with a date, that it is safe for them to be seen doing this. What is in doubt or past
its time opens nothing; a no to the last question protects whoever gave it, in doubt or not, until a later yes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graphsvc.catalogue import Row
from graphsvc.model.answers import Reason
from graphsvc.model.site import Site

ROLES: Mapping[str, str] = {"CARRY_MESSAGE": "Offers to carry a message.", "MENTOR": "Offers to be a mentor."}
FULL_ROOM, LITTLE_ROOM = "AVAILABLE", "LIMITED"


@dataclass(frozen=True)
class Offer:
    """What one messenger offers. `room`: for how many people; `not_for`: those for whom they said otherwise."""

    messenger: str
    roles: tuple[str, ...]
    room: int
    said_on: date | None
    safe_on: date
    not_for: frozenset[str]
    shown: tuple[tuple[str, str], ...]
    """(owner, statement) of the offer and of the answer about being seen."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why they may be asked, in words."""
        return (
            Reason("WILLING", "Said yes.", (), self.said_on),
            *(Reason("ROLE", ROLES[role]) for role in self.roles),
            Reason("SAFE_TO_BE_SEEN", "Said that it is safe to be seen doing this.", (), self.safe_on),
        )


def offers_in(rows: Iterable[Row], today: date, site: Site) -> dict[str, Offer]:
    """Messenger → offer, from the rows of messengers_offering."""
    by_messenger: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_messenger[row["messenger"]].append(row)
    found = (_offer(one, said, today, site) for one, said in sorted(by_messenger.items()))
    return {offer.messenger: offer for offer in found if offer}


def _offer(messenger: str, rows: list[Row], today: date, site: Site) -> Offer | None:
    answer, latest = _answer(rows, today), _latest(rows)
    good = [row for row in latest if _offers(row)]
    if answer is None or not good:
        return None
    best = max(good, key=_said)
    return Offer(
        messenger=messenger,
        roles=tuple(role for role in ROLES if any(role in row["roles"] for row in good)),
        room=max(site.messenger_people if row["capacity"] == FULL_ROOM else 1 for row in good),
        said_on=best["stated_at"],
        safe_on=answer["safe_on"],
        not_for=frozenset(row["person"] for row in latest if not _offers(row)),
        shown=tuple(dict.fromkeys((row["owner"], row["id"]) for row in (best, answer))),
    )


def _answer(rows: list[Row], today: date) -> Row | None:
    """The yes to "is it safe for you to be seen doing this?" that stands: no no since or that day, for whomever."""
    dated = [row for row in rows if row["safe_on"] and row["safe_on"] <= today]
    no = max((row["unsafe_on"] or date.min for row in rows), default=date.min)
    yes = [row for row in dated if row["safe"] and row["standing"] and row["safe_on"] > no]
    return max(yes, key=lambda row: (row["safe_on"], row["id"]), default=None)


def _latest(rows: Iterable[Row]) -> list[Row]:
    """For each person the last word that stands; where none does, whatever was said last, which opens nothing."""
    by_person: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_person[row["person"]].append(row)
    return [max(said, key=lambda row: (row["standing"], *_said(row))) for said in by_person.values()]


def _said(row: Row) -> tuple[date, int, str]:
    """Of several words of one day the last recorded counts."""
    return row["stated_at"] or date.min, row["recorded"], row["id"]


def _offers(row: Row) -> bool:
    declined = row["declined_on"] and row["declined_on"] >= (row["stated_at"] or date.min)
    willing = row["standing"] and row["willingness"] == "YES" and row["wait"] == "NONE" and not declined
    return bool(willing and row["capacity"] in (FULL_ROOM, LITTLE_ROOM) and ROLES.keys() & set(row["roles"]))
