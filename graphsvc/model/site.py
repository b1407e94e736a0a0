"""What a site may set (definitions.md §12): site.toml, checked at the start, versioned with the policy.

Each setting is a row: its default, what it means, and how far a site may go. Where the definitions give the number, a
site may be stricter and never laxer: what protects somebody may last longer, what opens something shorter.
"""

import re
import tomllib
from dataclasses import Field, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.errors import SettingError

CODE, LANGUAGE = r"[A-Z][A-Z0-9_]{0,39}", r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"


def _whole(default: int, least: int, most: int, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning, "least": least, "most": most})


def _words(default: tuple[str, ...], pattern: str, meaning: str, *always: str) -> Any:
    return field(default=default, metadata={"meaning": meaning, "pattern": pattern, "always": always})


@dataclass(frozen=True)
class Site:
    """The settings of a site. Whole numbers of days, months, hours, people or steps."""

    screen_mode: str = field(
        default="FEED",
        metadata={
            "meaning": "FEED: a court-order feed is loaded; MANUAL: a guided screen by a person",
            "choices": ("FEED", "MANUAL"),
        },
    )
    closeness_lapses_months: int = _whole(12, 1, 12, 'a closeness stated longer ago counts as UNKNOWN: "ask again"')
    group_member_cap: int = _whole(50, 2, 50, "a household or group with more members joins nobody")
    max_steps: int = _whole(4, 1, 4, "the longest influence path; never more than 4")
    kin_degrees: int = _whole(8, 4, 8, "relatives are asked for to this degree at most; first cousins are of degree 4")
    hold_days: int = _whole(30, 30, 365, "a safety hold ends then, unless a safety reviewer renews it")
    screen_valid_days: int = _whole(90, 1, 90, "a safety screen holds so long")
    messenger_people: int = _whole(3, 1, 3, "a messenger is asked for so many people at most")
    feed_fresh_hours: int = _whole(24, 1, 24, "an older feed is said in the answer, and screens fall back to MANUAL")
    purpose_hours: int = _whole(8, 1, 8, "how long a purpose stays open; never more than 8")
    consent_verbal_days: int = _whole(30, 1, 30, "a witnessed spoken consent holds so long")
    rivalry_fresh_days: int = _whole(180, 30, 180, "a rivalry not reviewed since is stale")
    cool_down_attempts: int = _whole(3, 1, 3, "unsuccessful attempts ...")
    cool_down_window_days: int = _whole(30, 30, 365, "... within this many days ...")
    cool_down_days: int = _whole(14, 14, 365, "... give a pause of this many days")
    answer_valid_hours: int = _whole(24, 1, 24, "how long an item of relativesToReach may be worked from")
    notice_days: int = _whole(30, 1, 30, "relatives owed notice hear within; 42 USC 671(a)(29)")
    outreach_templates: tuple[str, ...] = _words(
        (), CODE, "templates of an outreach plan that stand as its approval after a CLEAR screen"
    )
    search_again_months: int = _whole(6, 1, 6, "each side of a family is searched again within so many months")
    outreach_answer_days: int = _whole(5, 1, 30, "a request for family outreach is answered within")
    contest_answer_days: int = _whole(
        10, 1, 10, "working days in which the owner agency answers a contest or a reported error"
    )
    holidays: tuple[date, ...] = field(
        default=(), metadata={"meaning": "days on which nobody works; one left out: due earlier", "days": True}
    )
    intel_years: int = _whole(5, 1, 5, "how long intelligence is kept without a new validation; never more than 5")
    intel_decide_days: int = _whole(90, 1, 90, "a submission that nobody approved is purged then")
    changes_kept_hours: int = _whole(168, 24, 2160, "how long a cursor of the subscription `changes` is good for")
    reason_codes: tuple[str, ...] = _words(
        ("NEW_REFERRAL", "PLAN_REVIEW", "SAFETY", "CASE_WORK", "COURT", "OTHER"),
        CODE,
        "why a purpose is opened; OTHER asks for a note",
        "OTHER",
    )
    misuse_looks: int = _whole(20, 1, 1000, "more answers than this about one person to one user ...")
    misuse_days: int = _whole(30, 1, 365, "... within this many days stand in misuseReport")
    interpreter_languages: tuple[str, ...] = _words(("en",), LANGUAGE, "languages that need no interpreter, BCP 47")


def read_site(path: Path | None) -> Site:
    """The site of a TOML file (None: the defaults). Raises SettingError, with what the line means, for any that is not
    one of ours, of another type, or out of its bounds."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8")) if path else {}
    except OSError as fault:
        raise SettingError(f"Cannot read {path}: {fault.strerror}.", "Set GRAPHSVC_SITE.") from fault
    except ValueError as fault:  # of the TOML, or of its bytes
        raise SettingError(f"site.toml is no TOML: {fault}.", "Correct the line.") from fault
    said.pop("claims", None)  # model/claims.py reads it
    known = {each.name: each for each in fields(Site)}
    for name in sorted(set(said) - set(known)):
        raise SettingError(f"site.toml: unknown key {name}.", f"Known keys: {', '.join(sorted(known))}.")
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    for name, value in values.items():
        _check(known[name], value)
    return Site(**values)


def _check(row: "Field[Any]", value: Any) -> None:
    """Raise SettingError for a value that the row does not take."""
    meta, default, said = row.metadata, row.default, value
    if type(value) is not type(default):
        raise _wrong(row, f"{value!r} has the wrong type", f"Default: {default!r}.")
    if "least" in meta and not meta["least"] <= value <= meta["most"]:
        raise _wrong(row, f"{value} is out of bounds", f"From {meta['least']} to {meta['most']}.")
    if "choices" in meta and value not in meta["choices"]:
        raise _wrong(row, f"{value!r} is no choice", f"One of: {', '.join(meta['choices'])}.")
    if "days" in meta:
        _check_days(row, said)
    if "pattern" in meta:
        _check_words(row, said)


def _check_days(row: "Field[Any]", listed: tuple[Any, ...]) -> None:
    if any(type(day) is not date for day in listed):
        raise _wrong(row, "it lists something that is no day", "Write days bare: [2026-05-25, 2026-06-19].")


def _check_words(row: "Field[Any]", listed: tuple[Any, ...]) -> None:
    for word in listed:
        if not isinstance(word, str) or not re.fullmatch(row.metadata["pattern"], word) or listed.count(word) > 1:
            raise _wrong(row, f"{word!r} is no such word, or said twice", f"As in {row.default!r}.")
    for word in row.metadata["always"]:
        if word not in listed:
            raise _wrong(row, f"{word} is missing", "It is always there.")


def _wrong(row: "Field[Any]", what: str, instead: str) -> SettingError:
    return SettingError(f"site.toml: {row.name} ({row.metadata.get('meaning', '')}): {what}.", instead)
