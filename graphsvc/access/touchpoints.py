"""touchpoints.csv: what each sector may see of each type of touchpoint, as parameters of a statement.

A touchpoint is decided by its type and its class together: the type's cell says what the sector may see, the class
says whose it is and how sensitive. The predicate (`t` the touchpoint of person `p`), written exactly like this:

    (t.type + '|' + toString(t.cls) IN $touch_open
      OR (t.type + '|' + toString(t.cls) IN $touch_party AND ($agency = t.agency OR $agency IN coalesce(t.parties, [])))
      OR (t.type + '|' + toString(t.cls) IN $touch_consent AND t.compartment + '|' + p.id IN $touch_consented)
      OR (t.type IN $touch_case AND t.case_id IN $cases AND t.cls <> 0))
    AND ($touch_people IS NULL OR p.id IN $touch_people)
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from graphsvc.catalogue import Row
from graphsvc.errors import SettingError
from graphsvc.model.asker import AccessClass, Sight
from graphsvc.model.codes import CODES

KEPT_KEYS = 64  # some ten thousand short texts each at 500 classes
OWN_COMPARTMENT = "(visiting agency)"
"""HOME_VISIT takes its agency's compartment, so its class may have any."""


@dataclass(frozen=True)
class Mode:
    """One word of the cells: the gate it sets (open, party, consent, case, none) and the columns it shows."""

    word: str
    gate: str
    shows: tuple[str, ...]
    meaning: str


_ALL = ("type", "agency", "at", "location", "parties", "service", "staff", "detail", "next_date", "officer")
_EVERYTHING = (*_ALL, "contact_conditions")
MODES: Mapping[str, Mode] = {
    mode.word: mode
    for mode in (
        Mode("yes", "open", _EVERYTHING, "Everything."),
        Mode("own_agency", "own", _EVERYTHING, "Everything, when the asker's agency made it."),
        Mode("own_case", "case", _EVERYTHING, "Everything, in the handle's case, the asker on its team."),
        Mode("party", "party", _EVERYTHING, "Everything, when the asker's agency is a party to it."),
        Mode("took_part", "party", _EVERYTHING, "Everything, when the asker's agency was there."),
        Mode("shared_by_worker", "shared", _EVERYTHING, "Everything, when its worker shared it."),
        Mode("assigned+consent", "consent", _EVERYTHING, "Everything, when assigned and a live consent covers it."),
        Mode("next_date+consent", "consent", ("type", "next_date"), "The next date only, with consent."),
        Mode(
            "officer+contact_conditions",
            "open",
            ("type", "officer", "contact_conditions"),
            "The officer's name and the conditions that limit contact.",
        ),
        Mode("recent_injury_flag+consent", "consent", ("type",), "That there was a recent injury, with consent."),
        Mode("connected4", "open", ("service",), "PACT's four kinds as yes or no, never a row of their own."),
        Mode("agg", "none", (), "Totals only."),
        Mode("-", "none", (), "Nothing."),
    )
}
RECENT_INJURY_DAYS = 125
"""How long an injury counts as recent: the retaliation window of domain.md §14, question 4."""
Counts = Callable[[Row, date, datetime], bool]
UNDATED: Mapping[str, Counts] = {
    "recent_injury_flag+consent": lambda row, _, injured_since: bool(row["at"] >= injured_since),
    "next_date+consent": lambda row, today, _: (row.get("next_date") or date.min) >= today,
    "officer+contact_conditions": lambda row, today, _: (row.get("valid_to") or date.max) >= today,
}
"""Cells that show a contact without its day: whether it still counts today. An old injury, a past date and a
supervision that ended do not."""
Table = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class TouchpointTable:
    """Type → sector → word, and type → compartment."""

    words: Table
    compartments: Mapping[str, str]

    def of_sector(self, sector: str) -> Mapping[str, str]:
        """Type → this sector's word; an unknown type is denied by being absent (AC-7.1)."""
        return {kind: row[sector] for kind, row in self.words.items()}


def read_touchpoints(path: Path) -> TouchpointTable:
    """The table. Raises SettingError for a word, a type, a sector or a compartment that is not ours."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    words = {line["type"]: {k: w for k, w in line.items() if k not in ("type", "compartment")} for line in lines}
    strange = {
        *(set(words) ^ set(CODES["touchpoint_type"])),
        *(word for row in words.values() for word in row.values() if word not in MODES),
        *(sector for row in words.values() for sector in set(row) ^ set(CODES["sector"])),
        *({line["compartment"] for line in lines} - {*CODES["compartment"], OWN_COMPARTMENT}),
    }
    if strange:
        raise SettingError(f"touchpoints.csv: {sorted(strange)[0]} is missing or no word of it.", "See §11.")
    return TouchpointTable(words, {line["type"]: line["compartment"] for line in lines})


def touchpoint_params(table: TouchpointTable, sight: Sight) -> dict[str, object]:
    """The access parameters of a statement about touchpoints, besides `cases`."""
    return _params(sight, sight.touchpoints, table.compartments)


def proof_params(sight: Sight) -> dict[str, object]:
    """The same for a statement that asks whether somebody exists: only of the types whose contacts are told one by
    one. A yes or no (`connected4`, the injury flag) shows no statement, so it proves nobody."""
    told = {kind: word for kind, word in sight.touchpoints.items() if set(MODES[word].shows) > {"type"}}
    return _params(sight, told, sight.touch_compartments)


def every_touchpoint(classes: Iterable[int]) -> dict[str, object]:
    """The same for what acts for everyone and shows nobody: each type of these classes."""
    keys = [f"{kind}|{cls}" for kind in CODES["touchpoint_type"] for cls in classes]
    gates = ("touch_party", "touch_consent", "touch_consented", "touch_case")
    return {"agency": "", "touch_open": keys, **{gate: [] for gate in gates}, "touch_people": None}


def _params(sight: Sight, words: Mapping[str, str], compartments: Mapping[str, str]) -> dict[str, object]:
    opened = _opened(sight, words, compartments)
    near = sight.scope in ("own", "team", "case", "agg")
    return {
        "agency": sight.principal.agency,
        "touch_open": list(opened.get("open", ())),
        "touch_party": list(opened.get("party", ())),
        "touch_consent": list(opened.get("consent", ())),
        "touch_consented": sorted(f"{c}|{person}" for person, cs in sight.covered.items() for c in cs),
        "touch_case": sorted(kind for kind, word in words.items() if MODES[word].gate == "case"),
        "touch_people": sorted(sight.caseload) if near else None if sight.circle is None else list(sight.circle),
    }


Keys = Mapping[str, tuple[str, ...]]


def _opened(sight: Sight, words: Mapping[str, str], compartments: Mapping[str, str]) -> Keys:
    """Gate → `TYPE|class`, for every pair that a gate opens."""
    if sight.purpose is None or sight.scopes == ("agg",):
        return {}
    rules = tuple((kind, MODES[word].gate, compartments[kind]) for kind, word in words.items())
    return _keys(rules, sight.classes, frozenset(sight.allowed), sight.principal.agency)


@lru_cache(maxsize=KEPT_KEYS)
def _keys(
    rules: tuple[tuple[str, str, str], ...], classes: tuple[AccessClass, ...], allowed: frozenset[int], agency: str
) -> Keys:
    """Kept, since twenty types times five hundred classes are asked about at every question."""
    found: dict[str, list[str]] = {"open": [], "party": [], "consent": []}
    for kind, gate, compartment in rules:
        for each in classes:
            found.get(_gate(gate, each, allowed, agency, compartment), []).append(f"{kind}|{each.id}")
    return {gate: tuple(keys) for gate, keys in found.items()}


def _gate(gate: str, each: AccessClass, allowed: frozenset[int], agency: str, compartment: str) -> str:
    own = each.owner == agency
    if each.sensitivity != "OPEN" and not own:
        return "none"
    if compartment not in (each.compartment, OWN_COMPARTMENT) and each.id not in allowed:
        return "none"  # filed under a stricter compartment than its type's: that compartment's rule holds as well
    if gate == "own":
        return "open" if own else "none"
    if gate == "shared":
        return "open" if each.sharing == "SHARED" else "none"
    return gate


def shown(word: str, column: str) -> bool:
    """Whether a cell of touchpoints.csv shows that column of a touchpoint."""
    return column in MODES[word].shows


def day_end(day: date, zone: str) -> datetime:
    """The instant at which the local day ends, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def injuries_since(today: date, zone: str) -> datetime:
    """From when on an injury is a recent one."""
    return day_end(today - timedelta(days=RECENT_INJURY_DAYS + 1), zone)
