"""The README's settings table is the code's table."""

from pathlib import Path

import pytest

from graphsvc.errors import SettingError
from graphsvc.settings import SETTINGS, read_settings

README = Path(__file__).parents[2] / "README.md"


def test_readme_lists_every_setting_with_default_and_meaning() -> None:
    rows = [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("| `GRAPHSVC_")]
    assert rows == [f"| `{s.name}` | {f'`{s.default}`' if s.default else ''} | {s.meaning} |" for s in SETTINGS]


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(SettingError, match="GRAPHSVC_COLOUR"):
        read_settings({"GRAPHSVC_COLOUR": "blue"})


def test_a_fixed_clock_is_refused_beside_an_identity_provider() -> None:
    with pytest.raises(SettingError, match="GRAPHSVC_CLOCK"):
        read_settings({"GRAPHSVC_CLOCK": "2026-04-20T09:00", "GRAPHSVC_ISSUER": "https://login.example"})


@pytest.mark.parametrize(
    "issuer",
    [
        "http://login.example",
        "https://login.example/?realm=pact",
        "https://login.example/#pact",
        "https://ann:secret@login.example",
        "http://127.0.0.1.login.example",
        "https://",
        "https://[",
        "login.example",
    ],
)
def test_an_issuer_that_is_no_safe_address_is_refused(issuer: str) -> None:
    with pytest.raises(SettingError, match="no issuer"):
        read_settings({"GRAPHSVC_ISSUER": issuer, "GRAPHSVC_AUDIENCE": "graphsvc"})


@pytest.mark.parametrize("issuer", ["https://login.example/realms/pact", "http://127.0.0.1:9000", "http://[::1]:9000/"])
def test_an_issuer_needs_an_audience(issuer: str) -> None:
    said = read_settings({"GRAPHSVC_ISSUER": issuer, "GRAPHSVC_AUDIENCE": "graphsvc"})
    assert (said.issuer, said.audience) == (issuer, "graphsvc")
    with pytest.raises(SettingError, match="GRAPHSVC_AUDIENCE"):
        read_settings({"GRAPHSVC_ISSUER": issuer})


@pytest.mark.parametrize("value", ["many", "-1", "1.5", ""])
def test_a_number_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(SettingError, match="GRAPHSVC_PORT"):
        read_settings({"GRAPHSVC_PORT": value})


@pytest.mark.parametrize("value", ["inf", "-inf", "nan", "1e400"])
@pytest.mark.parametrize("name", ["GRAPHSVC_PORT", "GRAPHSVC_DEADLINE_SECONDS", "GRAPHSVC_RATE_PER_MINUTE"])
def test_a_number_without_an_end_is_none(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"{name}='{value}' is not a number"):
        read_settings({name: value})


@pytest.mark.parametrize("value", ["on", "off", "ture", "enabled", "2"])
@pytest.mark.parametrize("name", ["GRAPHSVC_HTTPS", "GRAPHSVC_IDE"])
def test_a_word_that_is_neither_yes_nor_no_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"{name}='{value}' is neither true nor false"):
        read_settings({name: value})


@pytest.mark.parametrize(
    ("value", "means"),
    [("1", True), ("true", True), ("YES", True), ("0", False), ("False", False), ("no", False), ("", False)],
)
def test_yes_and_no_have_three_words_each_and_an_empty_one_is_no(value: str, means: bool) -> None:
    assert read_settings({"GRAPHSVC_HTTPS": value}).https is means
