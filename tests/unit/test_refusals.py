"""What somebody who got a setting wrong is told: a code, what is wrong, what to do, exit code 2; never a stack."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from graphsvc.cli import main

NOWHERE = "/dev/null/nowhere"
NOBODY = {"GRAPHSVC_NEO4J_URI": "bolt://127.0.0.1:1", "GRAPHSVC_NEO4J_PASSWORD_FILE": "password"}
REFUSED: tuple[tuple[str, dict[str, str], str], ...] = (
    # command, settings, how the last two lines begin
    ("token --as nobody", {}, "BAD_INPUT: There is no persona 'nobody'. | Names: sam, "),
    ("token --as sam", {"GRAPHSVC_HOMME": "x"}, "SETTING: Unknown setting GRAPHSVC_HOMME. | See the settings table"),
    ("token --as sam", {"GRAPHSVC_ZONE": "Mars"}, "SETTING: GRAPHSVC_ZONE='Mars' is no time zone. | As in America/"),
    ("token --as sam", {"GRAPHSVC_ZONE": "America"}, "SETTING: GRAPHSVC_ZONE='America' is no time zone. | As in "),
    ("demo", {"GRAPHSVC_CLOCK": "noon"}, "SETTING: GRAPHSVC_CLOCK='noon' is no instant. | As in 2026-04-20T09:00:00."),
    ("serve", {"GRAPHSVC_PORT": "70000"}, "SETTING: GRAPHSVC_PORT=70000 is no port. | From 0, "),
    ("serve", {"GRAPHSVC_HOST": "192.0.2.1"}, "SETTING: Nothing can listen on 192.0.2.1: | Set GRAPHSVC_HOST to "),
    ("serve", {"GRAPHSVC_SITE": "typo.toml"}, "SETTING: site.toml: unknown key hold_dayz. | Known keys: "),
    ("demo", {"GRAPHSVC_SITE": "broken.toml"}, "SETTING: site.toml is no TOML: | Correct the line."),
    ("demo", {"GRAPHSVC_SITE": "nowhere.toml"}, "SETTING: Cannot read | Set GRAPHSVC_SITE."),
    ("demo", NOBODY, "SETTING: The demo loads a synthetic city. | Unset GRAPHSVC_NEO4J_URI: it brings its own server."),
    ("demo", {"GRAPHSVC_HOME": NOWHERE}, f"SERVER: Cannot use {NOWHERE}/demo: | Look at it, or set GRAPHSVC_H"),
    ("token --as sam", {"GRAPHSVC_HOME": NOWHERE}, f"SERVER: Cannot use {NOWHERE}: | Look at it, or set GRAPHSVC_HOME"),
    ("check", NOBODY, "DATABASE_GONE: | Check that the server runs and GRAPHSVC_NEO4J_URI is right"),
    ("import nowhere", {}, "BUNDLE: There is no folder nowhere. | Name the folder"),
    ("demo --people 99", {}, " | Error: Invalid value for '--people': 99 is not in the range x>=100."),
)


@pytest.mark.parametrize(("command", "said", "words"), REFUSED, ids=[f"{row[0]} {[*row[1]]}" for row in REFUSED])
def test_a_mistake_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, said: dict[str, str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("password").write_text("secret")
    Path("typo.toml").write_text("hold_dayz = 30\n")
    Path("broken.toml").write_text("hold_days = 3O\n")
    run = CliRunner().invoke(main, command.split(), env={"GRAPHSVC_HOME": str(tmp_path / "home"), **said})
    begun = [line.startswith(word) for line, word in zip(run.stderr.splitlines()[-2:], words.split(" | "), strict=True)]
    assert (run.exit_code, begun) == (2, [True, True]), run.output


def test_a_taken_port_is_named_before_a_database_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = {"GRAPHSVC_HOME": str(tmp_path / "home"), "GRAPHSVC_PORT": str(taken.getsockname()[1])}
        run = CliRunner().invoke(main, ["serve"], env=said)
    assert (run.exit_code, run.stderr[:11]) == (2, "PORT_TAKEN:")
    assert list(tmp_path.iterdir()) == []


def test_a_service_whose_start_fails_says_why(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret")
    said = {"GRAPHSVC_HOME": str(tmp_path), "GRAPHSVC_PORT": "0", **NOBODY}
    run = subprocess.run(
        [sys.executable, "-m", "graphsvc", "serve"], cwd=tmp_path, env={**os.environ, **said}, capture_output=True,
        text=True, timeout=300, check=False,
    )  # fmt: skip
    told = ["DATABASE_GONE: Statement open found no database.", "Check that the server runs and GRAPHSVC_NEO4J_URI is "]
    assert (run.returncode, run.stderr.splitlines()[-2], "Traceback" in run.stderr) == (2, told[0], False)
    assert run.stderr.splitlines()[-1].startswith(told[1])
