"""Who looked at whom (AC-8.5), read back from the audit log alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graphsvc.audit.log import AuditLine
from graphsvc.audit.looks import Look, looks_in
from graphsvc.audit.trees import trees
from graphsvc.errors import InputRefused
from graphsvc.model.asker import Principal, Sight
from graphsvc.model.paging import Window
from graphsvc.model.site import Site
from graphsvc.questions.looks import Often, access_report, misuse_report, often
from tests.audit_files import NAMED, NOW, SAM, line, log_in

EVE = Principal("s-eve", "BPD", "LAW_ENFORCEMENT", ("EXECUTIVE",), "t-2")
SIGHT = Sight(SAM, None, "accessReport", "yes", "policy-1", NOW.now(), NOW.today())
P, Q = (NAMED.of([who])[0] for who in ("p-1", "p-2"))


def at(entry: AuditLine, hours: int, **more: str) -> AuditLine:
    """The entry so many hours earlier."""
    return entry._replace(at=NOW.now() - timedelta(hours=hours), **more)  # type: ignore[arg-type]


async def shown(folder: Path, **asked: Any) -> list[tuple[str, str, str, str]]:
    said = {"records": (), "hashed": None, **asked}
    found = await access_report(log_in(folder), SIGHT, window=Window(9), **said)
    return [(look.answer_id, look.user, look.field, look.decision) for look in found.page.rows]


async def test_a_persons_report_has_every_look_and_refusal_newest_first_and_each_write_once(tmp_path: Path) -> None:
    first, second = log_in(tmp_path), log_in(tmp_path)
    await first.append(at(line("old", "p-1", "p-2"), 9), at(line("other", "p-2"), 8))
    await first.append(at(line("no", "p-1", user=EVE), 7, decision="FORBIDDEN_FOR_ROLE"))
    await second.append(at(line("write", "p-1"), 6, field="placeHold", decision="INTENT"))
    await second.append(at(line("write", "p-1"), 6, field="placeHold"))
    await second.append(at(line("cut off", "p-1"), 5, field="placeHold", decision="INTENT"))
    expected = [
        ("cut off", "s-sam", "placeHold", "INTENT"),
        ("write", "s-sam", "placeHold", "ALLOWED"),
        ("no", "s-eve", "person", "FORBIDDEN_FOR_ROLE"),
        ("old", "s-sam", "person", "ALLOWED"),
    ]
    assert await shown(tmp_path, records=("p-1",)) == expected == await shown(tmp_path, hashed=P)
    assert await shown(tmp_path, records=("p-nobody",)) == []


async def test_of_many_who_are_looked_for_the_same_looks_are_found_as_of_one(tmp_path: Path) -> None:
    log, others = log_in(tmp_path), NAMED.of([f"p-x{number}" for number in range(300)])
    await log.append(line("a", "p-1"), line("b", "p-2"), line("c", "p-1", "p-2"))
    found = looks_in(tmp_path, frozenset({P, *others}))
    assert [look.answer_id for look in found] == ["a", "c"] and found == looks_in(tmp_path, frozenset({P}))


async def test_a_field_asked_under_several_names_is_a_look_at_all_whom_it_named(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    await log.append(line("a", "p-1"), line("a", "p-2"), at(line("a", "p-3"), 0, decision="NOT_FOUND"))
    found = looks_in(tmp_path)
    assert {look.decision: look.hashes for look in found} == {
        "ALLOWED": {P, Q},
        "NOT_FOUND": frozenset(NAMED.of(["p-3"])),
    }
    assert await shown(tmp_path, hashed=P) == [("a", "s-sam", "person", "ALLOWED")] == await shown(tmp_path, hashed=Q)


async def test_what_one_write_came_to_says_nothing_of_another_beside_it(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    for who, decision in (("p-1", "INTENT"), ("p-1", "ALLOWED"), ("p-2", "INTENT")):
        await log.append(at(line("a", who), 0, field="placeHold", decision=decision))
    assert await shown(tmp_path, hashed=P) == [("a", "s-sam", "placeHold", "ALLOWED")]
    assert await shown(tmp_path, hashed=Q) == [("a", "s-sam", "placeHold", "INTENT")]
    assert {look.decision: look.hashes for look in looks_in(tmp_path)} == {"ALLOWED": {P}, "INTENT": {Q}}


async def test_decoys_beside_a_person_take_no_look_from_the_misuse_report(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    for number in range(3):
        await log.append(at(line(str(number), "p-1"), 1), at(line(str(number), f"decoy-{number}"), 1))
    found = await misuse_report(log, SIGHT, Site(misuse_looks=2), window=Window(9))
    assert [(row.user, row.hashed, row.answers) for row in found.page.rows] == [("s-sam", P, 3)]


async def test_a_report_is_about_somebody(tmp_path: Path) -> None:
    for asked in ({}, {"records": ("p-1",), "hashed": P}):
        with pytest.raises(InputRefused):
            await shown(tmp_path, **asked)


async def test_a_line_that_is_no_entry_hides_no_other(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    await log.append(line("a", "p-1"))
    with trees(tmp_path)[0].open("ab") as file:
        file.write(f"{P}\n".encode())
    assert [look.answer_id for look in looks_in(tmp_path, frozenset({P}))] == ["a"]


def look(answer: str, user: str, hour: int, *hashes: str) -> Look:
    when = datetime(2026, 4, 20, hour, tzinfo=UTC)
    return Look(answer, when, user, "EOHHS", (), None, None, None, "person", "ALLOWED", frozenset(hashes))


def test_only_more_looks_of_one_user_at_one_person_than_allowed_are_too_many() -> None:
    looks = [look(f"a{n}", "s-sam", 10 + n, P, Q) for n in range(3)]
    looks += [look("a0", "s-sam", 10, P), look("b", "s-eve", 9, P), look("early", "s-sam", 1, P)]
    since = datetime(2026, 4, 20, 9, tzinfo=UTC)
    first, last = datetime(2026, 4, 20, 10, tzinfo=UTC), datetime(2026, 4, 20, 12, tzinfo=UTC)
    expected = {Often("s-sam", "EOHHS", hashed, 3, first, last) for hashed in (P, Q)}
    assert (set(often(looks, since, 2)), often(looks, since, 3)) == (expected, [])
    assert {row.answers for row in often(looks, since - timedelta(hours=9), 3)} == {4}


async def test_the_misuse_report_keeps_to_the_sites_threshold_and_says_what_it_cannot_find(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    for number in range(3):
        await log.append(at(line(str(number), "p-1"), number), at(line(f"old {number}", "p-2"), 24 * 40))
    found = await misuse_report(log, SIGHT, Site(misuse_looks=2), window=Window(9))
    assert [(row.user, row.hashed, row.answers) for row in found.page.rows] == [("s-sam", P, 3)]
    assert "surname or address are not found" in " ".join(found.basis.limits)
    assert (await misuse_report(log, SIGHT, Site(misuse_looks=3), window=Window(9))).page.rows == ()


async def test_what_a_subscription_told_was_not_looked_for(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    await log.append(*(at(line(f"told {n}", "p-1"), 1, field="changes") for n in range(9)))
    await log.append(*(at(line(f"asked {n}", "p-1"), 1) for n in range(2)))
    since = NOW.now() - timedelta(days=1)
    assert [each.answers for each in often(looks_in(tmp_path), since, 1)] == [2]
    assert len(await shown(tmp_path, records=("p-1",), hashed=None)) == 9
