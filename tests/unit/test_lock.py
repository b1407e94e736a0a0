"""The lock of jars, and the fetch that trusts nothing else."""

import errno
import hashlib
import io
import re
import threading
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from graphsvc.database import jars as jars_module
from graphsvc.database.jars import ATTEMPTS, CONNECTIONS, NEO4J_VERSION, Jar, base_address, fetch_jars, locked_jars
from graphsvc.errors import NoNetwork, NoSpace, ServerError


def jar_of(name: str) -> Jar:
    return Jar("org.example", name, "1", "", "jar", hashlib.sha256(f"content of {name}".encode()).hexdigest())


JARS = tuple(jar_of(f"part-{number}") for number in range(20))


class Repository(httpx.BaseTransport):
    """A Maven repository by hand. `spoil` maps a jar's name to answers given before the right one."""

    def __init__(self, spoil: dict[str, list[httpx.Response | Exception]] | None = None) -> None:
        self.spoil = spoil or {}
        self.asked: list[str] = []
        self.under_way = 0
        self.most_under_way = 0
        self.lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            self.asked.append(request.url.path)
            self.under_way += 1
            self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            return self.answer(request.url.path.split("/")[-3])
        finally:
            with self.lock:
                self.under_way -= 1

    def answer(self, name: str) -> httpx.Response:
        if self.spoil.get(name):
            bad = self.spoil[name].pop(0)
            if isinstance(bad, Exception):
                raise bad
            return bad
        return httpx.Response(200, content=f"content of {name}".encode())


def fetch(cache: Path, repository: Repository) -> Path:
    return fetch_jars(cache, jars=JARS, transport=repository, console=Console(file=io.StringIO()))


def test_the_lock_is_whole() -> None:
    jars = locked_jars()
    assert len(jars) == 237
    assert all(re.fullmatch(r"[0-9a-f]{64}", jar.sha256) for jar in jars)
    assert {jar.version for jar in jars if jar.group.startswith("org.neo4j") and jar.artifact == "neo4j"} == {
        NEO4J_VERSION
    }


def test_the_lock_names_no_host() -> None:
    assert "://" not in jars_module.LOCK_FILE.read_text() + Path(jars_module.__file__).read_text()


def test_a_jar_knows_its_place_in_a_repository() -> None:
    jar = Jar("io.example", "native", "1.2", "linux-x86_64", "jar", "0" * 64)
    assert jar.path == "io/example/native/1.2/native-1.2-linux-x86_64.jar"


@pytest.mark.parametrize("line", ["one two three", "a b c - jar short", "a b c - jar " + "0" * 64 + " more"])
def test_a_line_that_is_none_is_refused(line: str) -> None:
    with pytest.raises(ServerError, match="line"):
        locked_jars(line)


def test_two_jars_of_one_name_are_refused() -> None:
    with pytest.raises(ServerError, match="twice"):
        locked_jars(f"a x 1 - jar {'0' * 64}\nb x 1 - jar {'1' * 64}\n")


def test_the_address_is_the_package_clients_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "jgo.conf"
    config.write_text("[repositories]\ncentral = https://mirror.example/maven/\n")
    monkeypatch.setenv("JGO_CONFIG_FILE", str(config))
    assert base_address() == "https://mirror.example/maven"


def test_every_jar_arrives_under_its_name_and_nothing_else(tmp_path: Path) -> None:
    repository = Repository()
    folder = fetch(tmp_path, repository)
    assert {path.name: path.read_text() for path in folder.glob("*.*") if path.name != ".lock"} == {
        jar.name: f"content of {jar.artifact}" for jar in JARS
    }
    assert repository.most_under_way <= CONNECTIONS


def test_a_second_start_asks_for_nothing(tmp_path: Path) -> None:
    fetch(tmp_path, Repository())
    again = Repository()
    fetch(tmp_path, again)
    assert again.asked == []


def test_a_broken_run_is_taken_up_where_it_stopped(tmp_path: Path) -> None:
    gone = httpx.ConnectError("no route")
    with pytest.raises(NoNetwork, match="no route"):
        fetch(tmp_path, Repository({"part-19": [gone] * ATTEMPTS}))
    kept = sum(1 for _ in tmp_path.glob("*/*.jar"))
    again = Repository()
    fetch(tmp_path, again)
    assert kept > 0 and len(again.asked) == len(JARS) - kept


def test_a_passing_fault_is_tried_again(tmp_path: Path) -> None:
    repository = Repository({"part-3": [httpx.ReadTimeout("slow"), httpx.Response(503)]})
    fetch(tmp_path, repository)
    assert len(repository.asked) == len(JARS) + 2


def test_a_wrong_sum_is_fetched_once_more(tmp_path: Path) -> None:
    repository = Repository({"part-3": [httpx.Response(200, content=b"torn")]})
    folder = fetch(tmp_path, repository)
    assert (folder / "part-3-1.jar").read_text() == "content of part-3"


def test_a_sum_that_is_wrong_twice_is_refused_and_not_kept(tmp_path: Path) -> None:
    repository = Repository({"part-3": [httpx.Response(200, content=b"other")] * 2})
    with pytest.raises(ServerError, match=r"part-3-1\.jar"):
        fetch(tmp_path, repository)
    assert list(tmp_path.glob("*/part-3*")) == []


def test_a_repository_without_the_jar_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoNetwork, match="404"):
        fetch(tmp_path, Repository({"part-0": [httpx.Response(404)] * ATTEMPTS}))


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(NoSpace):
        fetch(tmp_path, Repository())


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    with pytest.raises(ServerError, match="cache"):
        fetch(tmp_path / "cache", Repository())


def test_another_lock_has_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = jars_module.jar_folder(tmp_path)
    other = tmp_path / "other.lock"
    other.write_text("# another\n")
    monkeypatch.setattr(jars_module, "LOCK_FILE", other)
    assert jars_module.jar_folder(tmp_path) != mine


def test_progress_counts_the_jars(tmp_path: Path) -> None:
    said = io.StringIO()
    console = Console(file=said, force_terminal=True, width=100)
    fetch_jars(tmp_path, jars=(replace(JARS[0]), JARS[1]), transport=Repository(), console=console)
    assert "Fetching Neo4j's jars" in said.getvalue() and "2/2" in said.getvalue()
