"""site.toml: what a site may set and how far, what it cannot, and that each line says what it means (§12)."""

from dataclasses import fields
from pathlib import Path

import pytest

from graphsvc.access.classes import policies_folder
from graphsvc.errors import SettingError
from graphsvc.model.site import Site, read_site

SHIPPED = policies_folder(None) / "site.toml"
ROWS = {each.name: each for each in fields(Site)}
NUMBERS = [name for name, row in ROWS.items() if "least" in row.metadata]


def site_of(folder: Path, text: str) -> Site:
    file = folder / "site.toml"
    file.write_text(text, encoding="utf-8")
    return read_site(file)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(SettingError) as refused:
        site_of(folder, text)
    return f"{refused.value.message} {refused.value.next_step}"


def test_the_shipped_file_says_the_defaults_and_what_each_means() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert read_site(SHIPPED) == Site() == read_site(None)
    lines = text.replace("\n", "  ")
    assert [name for name, row in ROWS.items() if f"\n{name} = " not in text] == []
    assert [name for name, row in ROWS.items() if f"# {row.metadata['meaning']}  " not in lines] == []


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_goes_to_its_bounds_and_no_further(tmp_path: Path, name: str) -> None:
    least, most = ROWS[name].metadata["least"], ROWS[name].metadata["most"]
    assert [getattr(site_of(tmp_path, f"{name} = {value}"), name) for value in (least, most)] == [least, most]
    for value in (least - 1, most + 1):
        said = refusal(tmp_path, f"{name} = {value}")
        assert said == (
            f"site.toml: {name} ({ROWS[name].metadata['meaning']}): {value} is out of bounds. From {least} to {most}."
        )


STRICTER = {
    "closeness_lapses_months": (6, 13),
    "hold_days": (60, 29),
    "screen_valid_days": (30, 91),
    "feed_fresh_hours": (12, 25),
    "purpose_hours": (4, 9),
    "consent_verbal_days": (7, 31),
    "group_member_cap": (12, 51),
    "max_steps": (3, 5),
    "cool_down_attempts": (2, 4),
    "cool_down_days": (30, 13),
    "rivalry_fresh_days": (90, 181),
    "notice_days": (14, 31),
}
"""Setting → a stricter value, which is taken, and a laxer one, which is not."""


@pytest.mark.parametrize("name", STRICTER)
def test_a_site_may_be_stricter_never_laxer(tmp_path: Path, name: str) -> None:
    stricter, laxer = STRICTER[name]
    assert getattr(site_of(tmp_path, f"{name} = {stricter}"), name) == stricter
    assert "out of bounds" in refusal(tmp_path, f"{name} = {laxer}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hold_day = 30", "unknown key hold_day. Known keys: answer_valid_hours,"),
        ('hold_days = "30"', "hold_days (a safety hold ends then, unless a safety reviewer renews it): '30' has the"),
        ("hold_days = true", "True has the wrong type. Default: 30."),
        ("hold_days = 30.0", "30.0 has the wrong type"),
        ("hold_days =", "site.toml is no TOML"),
        ('screen_mode = "NONE"', "'NONE' is no choice. One of: FEED, MANUAL."),
        ('reason_codes = ["COURT"]', "OTHER is missing"),
        ('reason_codes = ["OTHER", "court case"]', "'court case' is no such word"),
        ('reason_codes = ["OTHER", "COURT", "COURT"]', "'COURT' is no such word, or said twice"),
        ("interpreter_languages = [1]", "1 is no such word"),
        ('interpreter_languages = ["English"]', "'English' is no such word"),
    ],
)
def test_what_is_not_ours_is_refused_with_what_the_line_means(tmp_path: Path, text: str, said: str) -> None:
    assert said in refusal(tmp_path, text)


def test_words_are_the_sites_own(tmp_path: Path) -> None:
    site = site_of(tmp_path, 'reason_codes = ["HEARING", "OTHER"]\ninterpreter_languages = ["pt", "kea-CV"]')
    assert (site.reason_codes, site.interpreter_languages) == (("HEARING", "OTHER"), ("pt", "kea-CV"))


NOT_CONFIGURABLE = {
    "no score": "score_weights = [1, 2]",
    "no suspicion by kinship": "kinship_suspicion = true",
    "SUPPORT and PEER unmixed": "mix_kinds = true",
    "protective facts fail closed": "protective_facts_lapse = true",
    "sealed absent": "show_sealed = true",
    "exclusions at the present time": "exclusions_as_of = true",
    "audit before answer": "audit = false",
}
"""What no site sets has no key; school, health, outreach and victim data to police: test_access_ceilings.py."""


@pytest.mark.parametrize("text", NOT_CONFIGURABLE.values(), ids=NOT_CONFIGURABLE)
def test_what_no_site_sets_has_no_key(tmp_path: Path, text: str) -> None:
    assert "unknown key" in refusal(tmp_path, text)
    words = ("score", "weight", "suspic", "mix", "seal", "audit", "as_of", "exclu", "factor")
    assert [name for name in ROWS if any(word in name for word in words)] == []
