"""`graphsvc audit`: every way to tamper with the log is found against a checkpoint that was exported before."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.audit.checkpoint import Checkpoint, Head, differences, made, read_checkpoint, text_of, unproven
from graphsvc.audit.note import NAME, Verifier, opened, read_verifier, signed, signing_key, verifier_of
from graphsvc.audit.trees import trees
from graphsvc.cli import main
from graphsvc.errors import InputRefused, SettingError
from tests.audit_files import line, log_in

PUBLISHED = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
"""The example that comes with the format, and the key that checks it."""
PUBLISHED_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"


@pytest.fixture
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with two trees of five and three entries, and a checkpoint of them in `kept`."""
    monkeypatch.setenv("GRAPHSVC_HOME", str(tmp_path))
    for count in (5, 3):
        log = log_in(tmp_path / "audit")
        for number in range(count):
            await log.append(line(f"a-{count}-{number}", f"p-{number}"))
        log.close()
    (tmp_path / "kept").write_text(run("checkpoint").stdout, encoding="utf-8")
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["audit", *map(str, words)], catch_exceptions=False)


def verified(home: Path, *more: object) -> tuple[int, str]:
    found = run("verify", home / "audit", "--checkpoint", home / "kept", *more)
    return found.exit_code, found.output


def rewritten(path: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))


def edited(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1].replace(b"s-sam", b"s-eve"), *lines[2:]]


TAMPERINGS: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "edited": (edited, "its entries are not those of the checkpoint"),
    "dropped and made up for": (lambda ls: [*ls[:1], *ls[2:], ls[1]], "its entries are not those of the checkpoint"),
    "added between": (lambda ls: [ls[0], *ls], "its entries are not those of the checkpoint"),
    "reordered": (lambda ls: [ls[1], ls[0], *ls[2:]], "its entries are not those of the checkpoint"),
    "dropped": (lambda ls: [*ls[:1], *ls[2:]], "entries at its end are gone"),
    "truncated": (lambda ls: ls[:-1], "entries at its end are gone"),
    "emptied": (lambda _: [], "entries at its end are gone"),
    "no entry": (lambda ls: [*ls, b"nothing\n"], "it has a line that is no entry: line"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_each_tampering_with_a_tree_is_found_and_said(home: Path, name: str) -> None:
    change, words = TAMPERINGS[name]
    tree = trees(home / "audit")[0]
    rewritten(tree, change)
    code, said = verified(home)
    assert (code, f"NOT AS IT WAS  {tree.stem}: {words}" in said) == (1, True)


def test_a_missing_tree_is_found_and_said(home: Path) -> None:
    tree = trees(home / "audit")[1]
    tree.unlink()
    code, said = verified(home)
    assert (code, f"{tree.stem}: the tree is gone" in said) == (1, True)


async def test_an_older_copy_put_back_is_found(home: Path) -> None:
    log = log_in(home / "audit")
    tree = next(path for path in trees(home / "audit") if not path.stat().st_size)
    await log.append(line("one"))
    older = tree.read_bytes()
    await log.append(line("two"))
    (home / "kept").write_text(run("checkpoint").stdout, encoding="utf-8")
    tree.write_bytes(older)
    assert verified(home)[0] == 1


async def test_a_log_that_only_grew_is_as_it_was(home: Path) -> None:
    log = log_in(home / "audit")
    await log.append(line("later"))
    code, said = verified(home)
    assert code == 0 and "2 trees, nothing edited, dropped, reordered or cut off" in said


def test_without_a_checkpoint_nothing_is_promised(home: Path) -> None:
    found = run("verify", home / "audit")
    assert found.exit_code == 0 and "cannot be said" in found.output
    assert run("verify", home).exit_code == 2


def test_what_is_torn_is_said_and_no_tampering(home: Path) -> None:
    tree = trees(home / "audit")[0]
    with tree.open("ab") as file:
        file.write(b'{"hal')
    code, said = verified(home)
    assert code == 0 and "5 bytes unfinished at its end" in said
    log_in(home / "audit").close()
    code, said = verified(home)
    assert code == 0 and "5 bytes set aside" in said


def root_by_hand(leaf: str, place: int, size: int, proof: list[str]) -> str:
    """The root that a proof leads to: the RFC's words once more, from the leaf up."""
    found, last = bytes.fromhex(leaf), size - 1
    for each in map(bytes.fromhex, proof):
        while place % 2 == 0 and place == last and last:
            place, last = place // 2, last // 2
        pair = each + found if place % 2 else found + each
        found, place, last = hashlib.sha256(b"\x01" + pair).digest(), place // 2, last // 2
    return found.hex()


@pytest.mark.parametrize("number", range(5))
def test_an_entry_is_proven_by_its_answers_id(home: Path, number: int) -> None:
    code, said = verified(home, "--entry", f"a-5-{number}")
    proof: dict[str, Any] = json.loads(said[said.index("{\n") : said.index("\n}") + 2])
    assert (code, proof["place"], proof["entries"], proof["proven"]) == (0, number, 5, True)
    assert proof["leaf"] == hashlib.sha256(b"\x00" + proof["entry"].encode()).hexdigest()
    assert root_by_hand(proof["leaf"], number, 5, proof["proof"]) == proof["root"]
    roots = {row.split(" ")[0]: row.split(" ")[2] for row in (home / "kept").read_text().splitlines()[2:-2]}
    assert base64.b64decode(roots[proof["tree"]]).hex() == proof["root"]


def test_an_entry_that_was_edited_or_never_was_is_not_proven(home: Path) -> None:
    assert verified(home, "--entry", "a-9")[0] == 1
    for tree in trees(home / "audit"):
        rewritten(tree, edited)
    code, said = verified(home, "--entry", "a-5-1")
    assert (code, '"proven": false' in said) == (1, True)


def test_a_checkpoint_goes_on_from_the_one_before_or_is_refused(home: Path) -> None:
    later = home / "later"
    later.write_text(run("checkpoint", "--since", home / "kept").stdout, encoding="utf-8")
    assert run("compare", home / "kept", later).exit_code == 0
    rewritten(trees(home / "audit")[0], edited)
    refused = run("checkpoint", "--since", home / "kept")
    assert (refused.exit_code, refused.stdout) == (1, "")
    later.write_text(run("checkpoint").stdout, encoding="utf-8")
    assert run("compare", home / "kept", later).exit_code == 1


async def test_two_checkpoints_prove_without_the_log_that_it_only_grew(home: Path) -> None:
    log = log_in(home / "audit")
    await log.append(line("x"), line("y"))
    first = made(home / "audit", "one")
    await log.append(line("z"))
    second = made(home / "audit", "two", first)
    assert read_checkpoint(text_of(second)) == second
    assert unproven(first, second) == []
    without = Checkpoint("two", tuple(replace(head, proof=()) for head in second.heads))
    assert {found.code for found in unproven(first, without)} == {"UNPROVEN"}
    assert {found.code for found in unproven(second, first)} == {"SHORTER"}
    assert {found.code for found in unproven(first, Checkpoint("two", ()))} == {"MISSING"}


def test_a_checkpoint_that_was_changed_or_is_anothers_is_refused(home: Path, tmp_path_factory: Any) -> None:
    note = home / "kept"
    other = verifier_of(signing_key(tmp_path_factory.mktemp("other"))).text
    assert run("verify", home / "audit", "--checkpoint", note, "--key", other).exit_code == 2
    note.write_text(note.read_text(encoding="utf-8").replace(" 5 ", " 4 "), encoding="utf-8")
    found = run("verify", home / "audit", "--checkpoint", note)
    assert (found.exit_code, "changed after it was signed" in found.output) == (2, True)


def test_a_machine_that_only_has_the_exported_key_can_verify(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = next(word for word in run("checkpoint").stderr.split() if word.startswith(NAME))
    monkeypatch.setenv("GRAPHSVC_HOME", str(tmp_path / "elsewhere"))
    assert verified(home)[0] == 2
    assert verified(home, "--key", key)[0] == 0
    assert not (tmp_path / "elsewhere").exists()


def test_notes_are_those_of_the_published_format(tmp_path: Path) -> None:
    assert opened(PUBLISHED, read_verifier(PUBLISHED_KEY)) == "This is an example message.\n"
    assert read_verifier(PUBLISHED_KEY).text == PUBLISHED_KEY
    key = signing_key(tmp_path)
    assert opened(signed("text\n", key), verifier_of(key)) == "text\n"
    assert (tmp_path / "audit_signing_key.pem").stat().st_mode & 0o777 == 0o600
    (tmp_path / "audit_signing_key.pem").write_text("none")
    with pytest.raises(SettingError):
        signing_key(tmp_path)


@pytest.mark.parametrize("text", ["", "a", "a+b+c", PUBLISHED_KEY.replace("530d", "530e"), PUBLISHED_KEY[:-8]])
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        read_verifier(text)


@pytest.mark.parametrize("text", ["", "graphsvc audit\n", "other\nnow\n", "graphsvc audit\nnow\na b c\n"])
def test_a_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        read_checkpoint(text)


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_no_bytes_make_a_note_open(noise: bytes) -> None:
    with pytest.raises(InputRefused):
        opened(noise.decode("utf-8", "replace"), Verifier(NAME, bytes(32)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=4), min_size=1, max_size=12, unique=True), st.data())
def test_whatever_happens_to_a_tree_but_growing_is_found(
    tmp_path_factory: Any, said: list[bytes], data: st.DataObject
) -> None:
    folder: Path = tmp_path_factory.mktemp("trees")
    before = [entry.hex().encode() for entry in said]
    (folder / "t.jsonl").write_bytes(b"".join(entry + b"\n" for entry in before))
    checkpoint = made(folder, "now")
    after = data.draw(st.lists(st.sampled_from([*before, b"new"]), max_size=14))
    (folder / "t.jsonl").write_bytes(b"".join(entry + b"\n" for entry in after))
    assert (differences(folder, checkpoint) == []) == (after[: len(before)] == before)


def test_a_checkpoint_reads_as_it_was_written() -> None:
    heads = (Head("t-1", 3, bytes(32)), Head("t-2", 9, bytes(32), 4, (bytes(32), bytes(32))))
    assert read_checkpoint(text_of(Checkpoint("now", heads))) == Checkpoint("now", heads)


def test_what_stands_behind_the_checkpoint_is_not_proven_by_it(home: Path) -> None:
    tree = trees(home / "audit")[0]
    forged = tree.read_bytes().splitlines()[0].replace(b"a-5-0", b"forged").replace(b"a-3-0", b"forged")
    with tree.open("ab") as file:
        file.write(forged + b"\n")
    found = run("verify", home / "audit", "--checkpoint", home / "kept", "--entry", "forged")
    assert '"proven": true' not in found.output and found.exit_code == 1, found.output
