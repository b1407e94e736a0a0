"""The audit log: on disk before an answer leaves, nothing in it about a person, and a full disk is an error."""

import asyncio
import fcntl
import gc
import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import sleep

import pytest

from graphsvc.audit import log as module
from graphsvc.audit.looks import looks_in
from graphsvc.audit.trees import entries, torn, trees
from graphsvc.errors import AuditFailed
from tests.audit_files import NAMED, line, lines_in, log_in

ROUNDS = 200


async def test_a_line_says_who_asked_what_for_what_and_about_whom_by_keyed_hashes(tmp_path: Path) -> None:
    await log_in(tmp_path / "audit").append(line("a-1", "p-marcus", "p-ivy"))
    assert lines_in(tmp_path / "audit") == [
        {
            "answer": "a-1",
            "known_at": "2026-04-20T13:00:00+00:00",
            "at": "2026-04-20T13:00:00+00:00",
            "user": "s-sam",
            "agency": "EOHHS",
            "roles": ["SOCIAL_WORKER"],
            "token": "t-1",
            "actor": None,
            "purpose": "FAMILY_SUPPORT",
            "case": None,
            "reason": "COURT",
            "handle": "h-1",
            "field": "person",
            "decision": "ALLOWED",
            "rows": 1,
            "people": NAMED.of(frozenset({"p-marcus", "p-ivy"})),
            "policy_version": "abc",
        }
    ]


async def test_each_log_has_a_tree_of_its_own_that_only_its_owner_reads(tmp_path: Path) -> None:
    first, second = log_in(tmp_path / "audit"), log_in(tmp_path / "audit")
    await first.append(line(), line(purpose=None))
    await second.append(line())
    files = trees(tmp_path / "audit")
    assert sorted(len(list(entries(file))) for file in files) == [1, 2]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


async def test_those_who_come_at_once_share_a_commit_and_each_finds_its_lines_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits: list[int] = []

    def slow(handle: int, text: bytes) -> int:
        commits.append(handle)
        sleep(0.01)
        return os.write(handle, text)

    monkeypatch.setattr(module, "_put", slow)
    log = log_in(tmp_path / "audit")
    await asyncio.gather(*(log.append(line(str(n)), line(str(n))) for n in range(50)))
    answers = [entry["answer"] for entry in lines_in(tmp_path / "audit")]
    assert answers == [str(n) for n in range(50) for _ in range(2)]
    assert len(commits) == 1


async def test_a_line_that_cannot_be_written_fails_the_read(tmp_path: Path) -> None:
    log = log_in(tmp_path / "audit")
    log.close()
    with pytest.raises(AuditFailed):
        await log.append(line())


async def test_a_line_that_is_written_and_not_synced_fails_the_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(handle: int, text: bytes) -> int:
        os.write(handle, text)
        raise OSError(5, "input/output error")

    log = log_in(tmp_path / "audit")
    with monkeypatch.context() as patch, pytest.raises(AuditFailed):
        patch.setattr(module, "_put", broken)
        await log.append(line("lost"))
    await log.append(line("kept"))
    assert [entry["answer"] for entry in lines_in(tmp_path / "audit")] == ["kept"]


async def test_nobody_need_wait_for_a_line_nor_hear_that_it_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, heard = asyncio.get_running_loop(), list[object]()
    monkeypatch.setattr(loop, "call_exception_handler", heard.append, raising=False)
    log = log_in(tmp_path / "audit")
    log.append(line("kept"))
    await log.append(line("then"))
    monkeypatch.setattr(module, "_put", lambda handle, text: 0)
    log.append(line("lost"))
    for name in ("lost too", "lost as well"):
        with pytest.raises(AuditFailed):
            await log.append(line(name))
    gc.collect()
    log.close()
    with pytest.raises(AuditFailed):
        await log.append(line("late"))
    assert [entry["answer"] for entry in lines_in(tmp_path / "audit")] == ["kept", "then"]
    assert heard == []


async def test_a_disk_that_hangs_fails_the_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(handle: int, text: bytes) -> int:
        sleep(0.2)
        return os.write(handle, text)

    log = log_in(tmp_path / "audit")
    with monkeypatch.context() as patch:
        patch.setattr(module, "_put", hangs)
        patch.setattr(module, "PATIENCE_SECONDS", 0.01)
        for name in ("first", "meanwhile"):
            with pytest.raises(AuditFailed):
                await log.append(line(name))
        await asyncio.sleep(0.8)
    await log.append(line("then"))
    log.close()
    assert [entry["answer"] for entry in lines_in(tmp_path / "audit")] == ["first", "meanwhile", "then"]


async def test_what_is_written_waits_for_the_disk(tmp_path: Path) -> None:
    log = log_in(tmp_path / "audit")
    assert log._tree is not None
    assert fcntl.fcntl(log._tree, fcntl.F_GETFL) & os.O_DSYNC


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """Files of this process cannot grow beyond that size: a write that would is cut short, as on a full disk."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


async def test_a_full_disk_fails_the_read_and_leaves_no_half_line(tmp_path: Path) -> None:
    log = log_in(tmp_path / "audit")
    await log.append(line("first"))
    tree = trees(tmp_path / "audit")[0]
    with at_most(tree.stat().st_size + 100), pytest.raises(AuditFailed):
        await log.append(line("lost"))
    await log.append(line("then"))
    assert [entry["answer"] for entry in lines_in(tmp_path / "audit")] == ["first", "then"]


async def test_a_file_that_lets_nobody_take_back_a_half_line_is_not_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: int) -> None:
        raise OSError(5, "input/output error")

    log = log_in(tmp_path / "audit")
    await log.append(line("first"))
    tree = trees(tmp_path / "audit")[0]
    with monkeypatch.context() as patch, at_most(tree.stat().st_size + 100), pytest.raises(AuditFailed):
        patch.setattr(module.os, "ftruncate", broken)
        await log.append(line("lost"))
    await log.append(line("then"))
    assert (torn(tree), len(trees(tmp_path / "audit"))) == (100, 2)
    assert {entry["answer"] for entry in lines_in(tmp_path / "audit")} == {"first", "then"}


async def test_what_a_killed_process_left_torn_is_set_aside_and_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.log_event.__globals__["LOG"], "propagate", True)
    log = log_in(tmp_path / "audit")
    await log.append(line("first"))
    (tree,) = trees(tmp_path / "audit")
    whole = tree.read_bytes()
    with tree.open("ab") as file:
        file.write(b'{"answer": "hal')
    log_in(tmp_path / "audit").close()
    assert tree.read_bytes() != whole  # its process lives: nobody touches it
    log.close()
    with caplog.at_level("INFO", "graphsvc"):
        log_in(tmp_path / "audit").close()
    assert (tree.read_bytes(), tree.with_suffix(".torn").read_bytes()) == (whole, b'{"answer": "hal')
    assert [(r.getMessage(), vars(r)["fields"]) for r in caplog.records] == [
        ("audit_torn", {"tree": tree.stem, "bytes": 15})
    ]


def test_a_folder_that_cannot_be_made_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(AuditFailed):
        log_in(tmp_path / "file" / "audit")


def test_who_is_killed_at_any_moment_loses_no_entry_that_it_was_told_is_kept(tmp_path: Path) -> None:
    folder, chance, told = tmp_path / "audit", Random(20260420), set()
    command = [sys.executable, "-m", "tests.unit.audit_child", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        assert nursery.stdin and nursery.stdout
        for _ in range(ROUNDS):
            nursery.stdin.write("go\n")
            nursery.stdin.flush()
            child = int(nursery.stdout.readline())
            sleep(chance.uniform(0.0, 0.04))
            os.kill(child, signal.SIGKILL)
            told |= set(iter(lambda: nursery.stdout.readline().strip(), "end"))
        nursery.stdin.close()
    log_in(folder).close()
    kept = [entry["answer"] for entry in lines_in(folder)]
    assert told - set(kept) == set()
    assert len(told) > ROUNDS and all(kept.count(id) == 2 for id in list(told)[:100])


async def test_what_waits_as_the_log_closes_is_written(tmp_path: Path) -> None:
    log = log_in(tmp_path / "audit")
    first = log.append(line("a-1"))
    await asyncio.sleep(0)
    second = log.append(line("a-2"))
    log.close()
    async with asyncio.timeout(3):
        await asyncio.gather(first, second, return_exceptions=True)
    assert [each["answer"] for each in lines_in(tmp_path / "audit")] == ["a-1", "a-2"]


async def test_one_line_that_is_no_entry_does_not_end_all_reports(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    await log.append(line("a", "p-1"))
    log.close()
    (tree,) = trees(tmp_path)
    with tree.open("ab") as file:
        file.write(b'{"answer": "x"}\n')
    assert [look.answer_id for look in looks_in(tmp_path)] == ["a"]
