"""The demo's own words and tokens."""

from pathlib import Path

from click.testing import CliRunner

from graphsvc.access.tokens import local_key, verify
from graphsvc.cli import main
from graphsvc.clock import clock_from
from graphsvc.demo import CLOCK, ready_words, token_for
from graphsvc.settings import read_settings


def test_a_start_says_how_long_it_took_and_how_long_the_first_did(tmp_path: Path) -> None:
    assert [
        ready_words(tmp_path, 9.0, first=False),
        ready_words(tmp_path, 82.4, first=True),
        ready_words(tmp_path, 13.0, first=False),
    ] == [
        "Ready after 9 s.",
        "Ready after 82 s (the first start; the city was made).",
        "Ready after 13 s (the first start took 82 s).",
    ]


def test_each_token_of_the_command_has_an_id_of_its_own_and_the_demos_are_equal(tmp_path: Path) -> None:
    said = {"GRAPHSVC_HOME": str(tmp_path), "GRAPHSVC_CLOCK": CLOCK}
    runs = [CliRunner().invoke(main, ["token", "--as", "sam"], env=said) for _ in range(2)]
    settings = read_settings(said)
    key, clock = local_key(tmp_path), clock_from(CLOCK)
    first, second = (verify(key, run.output.strip(), clock).principal for run in runs)
    assert (first.user, second.user) == ("s-sam", "s-sam")
    assert len({first.token_id, second.token_id, "demo-s-sam"}) == 3
    assert token_for(settings, "sam") == token_for(settings, "s-sam")


def test_beside_an_identity_provider_no_token_is_made_here(tmp_path: Path) -> None:
    said = {
        "GRAPHSVC_HOME": str(tmp_path),
        "GRAPHSVC_ISSUER": "https://login.example",
        "GRAPHSVC_AUDIENCE": "graphsvc",
    }
    run = CliRunner().invoke(main, ["token", "--as", "sam"], env=said)
    assert (run.exit_code, run.output.splitlines()[-1]) == (2, "Sign in there, or unset GRAPHSVC_ISSUER.")
    assert list(tmp_path.iterdir()) == []
