"""The demo as a person runs it: started twice on one home, it says the same, byte for byte."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import settings_at
from tests.live.processes import processes_on

PEOPLE = "120"
NOT_COMPARED = re.compile(r"^(GraphQL|IDE) .*$|^Ready after .*$", re.MULTILINE)
"""A free port and seconds."""


COMMAND = [sys.executable, "-m", "graphsvc", "demo", "--people", PEOPLE]


def environment(home: Path) -> dict[str, str]:
    """Nothing of ours but what is said here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRAPHSVC_")}
    return kept | {
        "GRAPHSVC_HOME": str(home),
        "GRAPHSVC_CACHE": str(settings_at(home).cache),
        "GRAPHSVC_NEO4J_HEAP_MB": "512",
        "GRAPHSVC_NEO4J_START_SECONDS": "300",
        "GRAPHSVC_DEADLINE_SECONDS": "240",  # the first question of a new server on a busy machine
        "GRAPHSVC_PORT": "0",
    }


def start(home: Path) -> "subprocess.CompletedProcess[str]":
    """One start with --once."""
    said = environment(home)
    return subprocess.run([*COMMAND, "--once"], env=said, capture_output=True, text=True, timeout=900, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def starts(home: Path) -> list["subprocess.CompletedProcess[str]"]:
    found = [start(home), start(home)]
    if "NO_NETWORK" in found[0].stderr and os.environ.get("CI") != "true":
        pytest.skip("the demo needs Neo4j's jars once")
    assert processes_on(home / "demo" / "neo4j") == {}
    return found


def test_each_start_ends_well(starts: list["subprocess.CompletedProcess[str]"]) -> None:
    assert [run.returncode for run in starts] == [0, 0], [run.stderr for run in starts]
    assert [line for run in starts for line in run.stderr.splitlines() if "leaked" in line] == []


def test_two_starts_answer_the_same_byte_for_byte(starts: list["subprocess.CompletedProcess[str]"]) -> None:
    first, second = (NOT_COMPARED.sub("", answers(run.stdout)) for run in starts)
    assert first == second
    assert [name in first for name in ("Tasha", "Lewis", "Ivy", "ForbiddenForRole", "Tokens")] == [True] * 5


def answers(text: str) -> str:
    """What is said once the city is there: the first start tells of its import before."""
    return text[text.index("─ graphsvc ─") :]


def test_a_start_says_how_long_it_and_the_first_one_took(starts: list["subprocess.CompletedProcess[str]"]) -> None:
    said = [run.stdout.rstrip().splitlines()[-1] for run in starts]
    first = re.fullmatch(r"Ready after (\d+) s \(the first start; the city was made\)\.", said[0])
    assert first and re.fullmatch(rf"Ready after \d+ s \(the first start took {first[1]} s\)\.", said[1])


def test_ctrl_c_ends_it_well_and_until_then_the_store_is_its_own(
    starts: list["subprocess.CompletedProcess[str]"], home: Path
) -> None:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(COMMAND, env=environment(home), text=True, start_new_session=True, **pipes) as demo:
        assert demo.stdout
        assert "Ctrl-C ends it.\n" in demo.stdout
        second = start(home)
        os.killpg(demo.pid, signal.SIGINT)  # as a terminal does
        left = demo.stdout.read()
    assert (second.returncode, second.stderr.splitlines()[-2][:13]) == (2, "STORE_IN_USE:")
    assert (demo.returncode, "Traceback" in left) == (0, False), left
    assert processes_on(home / "demo" / "neo4j") == {}
