"""Secrets come from files: the settings that could carry one, and the command lines that could."""

from pathlib import Path

import pytest

from graphsvc.database import store as store_module
from graphsvc.database.connection import Connection
from graphsvc.database.store import Store, set_first_password
from graphsvc.errors import SettingError
from graphsvc.settings import SETTINGS, read_settings


def test_the_first_password_is_given_to_the_tool_by_the_name_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, given = Store(tmp_path, tmp_path, 512), list[object]()
    store.password_file.write_text("canary", encoding="ascii")
    monkeypatch.setattr(store_module, "run_admin", lambda *all_, **more: given.extend([all_[1:], more]))
    set_first_password(store)
    assert str(store.password_file) in str(given) and "canary" not in str(given)


def test_no_command_line_of_the_server_holds_its_password(tmp_path: Path) -> None:
    store = Store(tmp_path, tmp_path, 512)
    store.password_file.write_text("canary", encoding="ascii")
    assert "canary" not in " ".join(map(str, store.java("main.Class")))


def test_a_connection_shows_no_password() -> None:
    assert "canary" not in repr(Connection("bolt://h", "neo4j", "canary"))


def test_no_setting_holds_a_secret_itself() -> None:
    named = [each.name for each in SETTINGS if any(word in each.name for word in ("PASSWORD", "SECRET", "KEY"))]
    assert all(name.endswith("_FILE") or name == "GRAPHSVC_TLS_KEY" for name in named)


@pytest.mark.parametrize(
    "said",
    [
        {"GRAPHSVC_TLS_KEY": "/k"},
        {"GRAPHSVC_TLS_CERTIFICATE": "/c"},
        {"GRAPHSVC_ORIGINS": "*"},
        {"GRAPHSVC_ORIGINS": "null"},
        {"GRAPHSVC_ORIGINS": "https://a.example/"},
        {"GRAPHSVC_ORIGINS": "https://a.example, app.example"},
        {"GRAPHSVC_HOSTS": "*"},
        {"GRAPHSVC_HOSTS": "a.*.example"},
        {"GRAPHSVC_HOSTS": "https://a.example"},
    ],
    ids=str,
)
def test_a_wall_with_a_hole_is_no_setting(said: dict[str, str]) -> None:
    with pytest.raises(SettingError):
        read_settings(said)
