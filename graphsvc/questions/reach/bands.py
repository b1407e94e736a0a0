"""Bands and the order inside them (definitions.md §8): tables walked by short functions; every factor is a reason.

Nothing here is a score: ranks are only compared, one factor after the other. A criminal or gang record, police
contact, race, religion, nationality, income, disability, language and the like are no factors: they are not even
fields of `Factors`, so flipping them cannot change an answer (AC-11.3).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from graphsvc.model.answers import Reason
from graphsvc.model.quality import older_than

LATER, REACH_FIRST, REACH_NEXT, LEARN_MORE = "LATER", "REACH_FIRST", "REACH_NEXT", "LEARN_MORE"
MODERATE, STRONG = 3, 4
MOST_SUPPORTS = 3
STRENGTH_WORDS = ("very weak", "weak", "not known", "moderate", "strong", "very strong")
FAILED_OUTCOMES = frozenset({"NO_ANSWER", "LEFT_MESSAGE", "WRONG_NUMBER", "MOVED", "UNSAFE_ABORTED"})


@dataclass(frozen=True)
class Factors:
    """Everything that places a relative. `strength` is the ordinal of §5 (2: unknown); dates are days, not times."""

    id: str
    today: date
    wish: str = "NOT_ASKED"
    willingness: str = "NOT_ASKED"
    strength: int = 2
    last_contact: date | None = None
    supports: int = 0
    offers: int = 0
    verified_route: bool = False
    interpreter_needed: bool = False
    interpreter_arranged: bool = False
    degree: int = 4
    capacity: str = "UNKNOWN"
    roles_offered: int = 0
    named_by_family: bool = False
    cool_down_until: date | None = None
    wait: str = "NONE"
    ask_again_on: date | None = None
    dates: dict[str, date | None] = field(default_factory=dict, hash=False)
    sources: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Band:
    """One band: what it takes, and the sentence that says so. The first that holds is the band."""

    name: str
    sentence: str
    holds: Callable[[Factors], bool]


@dataclass(frozen=True)
class Factor:
    """One factor of the order: lower rank first; its sentence; and whether it is unknown, with what to do then."""

    code: str
    rank: Callable[[Factors], int]
    sentence: Callable[[Factors], str]
    value: Callable[[Factors], str]
    unknown: Callable[[Factors], bool] = lambda _: False
    find_out: str = ""


def cooling(f: Factors) -> bool:
    """Whether three unsuccessful attempts ask for a pause that is not over (AC-11.5)."""
    return f.cool_down_until is not None and f.cool_down_until > f.today


def waits(f: Factors) -> str:
    """Why a relative is for later, in words; empty: not."""
    again = f" Ask again on {f.ask_again_on.isoformat()}." if f.ask_again_on else ""
    return next((words + (again if asks else "") for holds, words, asks in _WAITS if holds(f)), "")


_WAITS: tuple[tuple[Callable[[Factors], bool], str, bool], ...] = (
    (lambda f: f.willingness == "NOT_NOW", "Said: not now.", True),
    (lambda f: f.willingness == "DECLINED", "Said no for now.", True),
    (lambda f: f.capacity == "NOT_AVAILABLE", "Has no room for it.", True),
    (lambda f: f.capacity == "LIMITED" and f.roles_offered == 0, "Has little room and offered no role.", True),
    (cooling, "Three attempts without success: a pause.", False),
    (lambda f: f.wait == "CUSTODY", "Waits for the end of custody.", False),
    (lambda f: f.wait == "FACILITY", "Waits for the end of a stay in a facility.", False),
)


def reach_first(f: Factors) -> bool:
    """The person's wish, or closeness where nobody asked, and willingness not against it."""
    wished = f.wish == "YES" or (f.wish == "NOT_ASKED" and f.strength >= STRONG)
    return wished and f.willingness in ("YES", "MAYBE", "NOT_ASKED")


def reach_next(f: Factors) -> bool:
    """Support given before, or moderately close, or named by the family."""
    return f.supports > 0 or f.strength >= MODERATE or f.named_by_family


BANDS: tuple[Band, ...] = (
    Band(LATER, "Later.", lambda f: bool(waits(f))),
    Band(REACH_FIRST, "Reach first: wished for or close, and nothing said against it.", reach_first),
    Band(REACH_NEXT, "Reach next: helped before, close enough, or named by the family.", reach_next),
    Band(LEARN_MORE, "Learn more first.", lambda _: True),
)
"""The order of deciding. The order of showing is `SHOWN`."""
SHOWN = (REACH_FIRST, REACH_NEXT, LEARN_MORE, LATER)


def contact_rank(f: Factors) -> int:
    """0: within a month, 1: within six, 2: unknown, 3: within 24, 4: longer ago. Unknown sits in the middle."""
    if f.last_contact is None:
        return 2
    return next(
        (rank for months, rank in ((1, 0), (6, 1), (24, 3)) if not older_than(f.last_contact, months, f.today)), 4
    )


def route_rank(f: Factors) -> int:
    """0: a verified route, interpreter arranged where one is needed; 1: a verified route; 2: none."""
    if not f.verified_route:
        return 2
    return int(f.interpreter_needed and not f.interpreter_arranged)


_WISHES = {"YES": 0, "NOT_ASKED": 1, "UNSURE": 2, "NO": 3}
_WILLING = {"YES": 0, "MAYBE": 1, "NOT_ASKED": 2, "NOT_NOW": 3, "DECLINED": 4}
_WISH_WORDS = {
    "YES": "The person wishes it.",
    "NOT_ASKED": "The person was not asked.",
    "UNSURE": "The person is not sure.",
}
_WILLING_WORDS = {
    "YES": "Willing.",
    "MAYBE": "Perhaps willing.",
    "NOT_ASKED": "Not asked yet.",
    "NOT_NOW": "Not now.",
    "DECLINED": "Declined.",
}
_CONTACT_WORDS = (
    "Seen within a month.",
    "Seen within six months.",
    "Last contact is not known.",
    "Seen within two years.",
    "Not seen for more than two years.",
)
_ROUTE_WORDS = (
    "A verified route is on file.",
    "A verified route is on file; the interpreter is not arranged yet.",
    "No verified route is on file.",
)
_DEGREES = ("", "First degree.", "Second degree.", "Third degree.", "Fourth degree.")

FACTORS: tuple[Factor, ...] = (
    Factor(
        "WISH",
        lambda f: _WISHES[f.wish],
        lambda f: _WISH_WORDS.get(f.wish, "The person said no."),
        lambda f: f.wish,
        lambda f: f.wish in ("NOT_ASKED", "UNSURE"),
        "What the person wishes: ask.",
    ),
    Factor(
        "WILLINGNESS",
        lambda f: _WILLING[f.willingness],
        lambda f: _WILLING_WORDS[f.willingness],
        lambda f: f.willingness,
    ),
    Factor(
        "CLOSENESS",
        lambda f: -f.strength,
        lambda f: f"Closeness: {STRENGTH_WORDS[f.strength]}.",
        lambda f: STRENGTH_WORDS[f.strength],
        lambda f: f.strength == 2,
        "How close they are: find out.",
    ),
    Factor(
        "LAST_CONTACT",
        contact_rank,
        lambda f: _CONTACT_WORDS[contact_rank(f)],
        lambda f: f.last_contact.isoformat() if f.last_contact else "UNKNOWN",
        lambda f: f.last_contact is None,
        "When they last met: find out.",
    ),
    Factor(
        "SUPPORT_GIVEN",
        lambda f: -min(f.supports, MOST_SUPPORTS),
        lambda f: "Helped before." if f.supports else "No help given before is on file.",
        lambda f: str(min(f.supports, MOST_SUPPORTS)),
    ),
    Factor(
        "OFFERS",
        lambda f: -f.offers,
        lambda f: "Offers something that protects." if f.offers else "No offer yet.",
        lambda f: str(f.offers),
    ),
    Factor(
        "REACHABILITY",
        route_rank,
        lambda f: _ROUTE_WORDS[route_rank(f)],
        lambda f: str(route_rank(f)),
        lambda f: not f.verified_route,
        "How to reach them: find a route.",
    ),
    Factor(
        "DEGREE",
        lambda f: f.degree,
        lambda f: _DEGREES[f.degree] if f.degree < len(_DEGREES) else "Not of kin.",
        lambda f: str(f.degree),
    ),
)
"""In this order; the id decides last, so that the order is total."""


def band_of(f: Factors) -> str:
    """The first band that holds."""
    return next(band.name for band in BANDS if band.holds(f))


def order_key(f: Factors) -> tuple[tuple[int, ...], str]:
    """What relatives of one band are ordered by."""
    return tuple(factor.rank(f) for factor in FACTORS), f.id


def place_key(f: Factors) -> tuple[int, tuple[int, ...], str]:
    """What relatives of all bands are ordered by: the band as shown, then its order."""
    return (SHOWN.index(band_of(f)), *order_key(f))


def reasons(f: Factors) -> tuple[Reason, ...]:
    """The band's sentence, why it is for later if it is, then each factor in the order in which it counts."""
    band = band_of(f)
    first = Reason("BAND", next(b.sentence for b in BANDS if b.name == band), (("band", band),))
    later = (Reason("WAIT", waits(f), (), f.ask_again_on),) if band == LATER else ()
    return (
        first,
        *later,
        *(
            Reason(x.code, x.sentence(f), (("value", x.value(f)),), f.dates.get(x.code), f.sources.get(x.code))
            for x in FACTORS
        ),
    )


def unknowns(f: Factors, pronoun: str) -> tuple[Reason, ...]:
    """What nobody knows yet and how to find out. Unknown never counts as no."""
    found = [Reason(x.code, x.find_out) for x in FACTORS if x.unknown(f)]
    if f.capacity == "UNKNOWN":
        found.append(Reason("CAPACITY", f"Capacity: ask {pronoun}."))
    return tuple(found)


def lower_because(f: Factors, above: Factors) -> Reason | None:
    """The first factor in which `f` stands lower than `above`, which stands before it; None when only ids differ."""
    if band_of(f) != band_of(above):
        return Reason("BAND", next(b.sentence for b in BANDS if b.name == band_of(f)), (("band", band_of(f)),))
    lower = next((x for x in FACTORS if x.rank(f) > x.rank(above)), None)
    return Reason(lower.code, lower.sentence(f), (("value", lower.value(f)),)) if lower else None


def cool_down_until(failed: list[date], today: date, attempts: int, window_days: int, days: int) -> date | None:
    """The day a pause ends after so many unsuccessful attempts within the window; None without such a series."""
    if len(failed) < attempts:
        return None
    recent = sorted(day for day in failed if day <= today)
    ends = [
        recent[i + attempts - 1] + timedelta(days=days)
        for i in range(len(recent) - attempts + 1)
        if recent[i + attempts - 1] - recent[i] <= timedelta(days=window_days)
    ]
    return max(ends, default=None)
