"""What a site may set (definitions.md §12): site.toml, validated, versioned with the policy."""

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.errors import SettingError


@dataclass(frozen=True)
class Site:
    """The thresholds marked (site) in definitions.md, with their defaults; days and months are whole numbers."""

    screen_mode: str = "FEED"
    closeness_lapses_months: int = 12
    group_member_cap: int = 50
    max_steps: int = 4
    hold_days: int = 30
    screen_valid_days: int = 90
    feed_fresh_hours: int = 24
    purpose_hours: int = 8
    consent_verbal_days: int = 30
    rivalry_fresh_days: int = 180
    cool_down_attempts: int = 3
    cool_down_window_days: int = 30
    cool_down_days: int = 14
    answer_valid_hours: int = 24
    notice_days: int = 30
    outreach_answer_days: int = 5
    contest_answer_days: int = 10
    holidays: tuple[date, ...] = ()
    reason_codes: tuple[str, ...] = ("NEW_REFERRAL", "PLAN_REVIEW", "SAFETY", "CASE_WORK", "COURT", "OTHER")
    misuse_looks: int = 20
    misuse_days: int = 30
    interpreter_languages: tuple[str, ...] = ("en",)


def read_site(path: Path | None) -> Site:
    """The site of a TOML file (None: the defaults).

    Raises SettingError for an unknown key, a wrong type, a cap above 4 steps or an unknown screen mode.
    """
    said = tomllib.loads(path.read_text(encoding="utf-8")) if path else {}
    said.pop("claims", None)  # model/claims.py reads it
    known = {f.name: f for f in fields(Site)}
    unknown = sorted(set(said) - set(known))
    if unknown:
        raise SettingError(f"site.toml: unknown key {unknown[0]}.", f"Known keys: {', '.join(sorted(known))}.")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
    wrong = sorted(key for key, value in values.items() if type(value) is not type(getattr(Site(), key)))
    if wrong:
        raise SettingError(f"site.toml: {wrong[0]} has the wrong type.", f"Default: {getattr(Site(), wrong[0])!r}.")
    site = Site(**values)
    if site.max_steps > 4 or site.max_steps < 1:
        raise SettingError("site.toml: max_steps must be 1 to 4.", "The policy's ceiling is 4.")
    if any(type(day) is not date for day in site.holidays):
        raise SettingError("site.toml: holidays must be days.", "Write them bare: [2026-05-25, 2026-06-19].")
    if site.screen_mode not in ("FEED", "MANUAL"):
        raise SettingError("site.toml: screen_mode must be FEED or MANUAL.", "See definitions.md §7.")
    return site
