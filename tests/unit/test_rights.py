"""Working days, what a correction may change, what counts as shown, and a log that survives a torn line."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from graphsvc.audit.disclosures import Disclosure, DisclosureLog, _leading, append, disclosures_in, shown_in
from graphsvc.clock import Clock
from graphsvc.errors import AuditFailed, SettingError
from graphsvc.model.answers import Basis
from graphsvc.model.asker import OpenPurpose, Principal
from graphsvc.model.nouns import NOUN
from graphsvc.model.paging import Page
from graphsvc.model.person import Birth, Name, Person, Source
from graphsvc.model.site import Site, read_site
from graphsvc.model.working_days import after_working_days
from graphsvc.questions.people import PersonAnswer
from graphsvc.records.corrections import FieldValue, changed_values
from graphsvc.records.ledger import Refused
from tests.audit_files import line, lines_in, log_in
from tests.unit.test_audit_people import _parts, nouns

NOW = datetime(2026, 4, 20, 13, tzinfo=UTC)
CLOCK = Clock(fixed=NOW)


@pytest.mark.parametrize(
    ("start", "holidays", "due"),
    [
        (date(2026, 4, 20), (), date(2026, 5, 4)),
        (date(2026, 4, 20), (date(2026, 4, 21), date(2026, 4, 26)), date(2026, 5, 5)),
        (date(2026, 4, 25), (), date(2026, 5, 8)),
    ],
    ids=["from a Monday", "less a holiday; one on a Sunday counts once", "from a Saturday"],
)
def test_ten_working_days(start: date, holidays: tuple[date, ...], due: date) -> None:
    assert after_working_days(start, 10, holidays) == due


def test_a_site_says_its_holidays_as_days(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("holidays = [2026-05-25]\n")
    assert read_site(tmp_path / "site.toml") == Site(holidays=(date(2026, 5, 25),))
    (tmp_path / "site.toml").write_text('holidays = ["2026-05-25"]\n')
    with pytest.raises(SettingError):
        read_site(tmp_path / "site.toml")


def said(**values: str | None) -> tuple[FieldValue, ...]:
    return tuple(FieldValue(*pair) for pair in values.items())


def test_a_correction_is_read_as_a_bundle_is() -> None:
    assert changed_values(NOUN["kin"], said(role="MUNCLE", valid_from="2020-01-02", side=""), CLOCK) == {
        "role": "MUNCLE",
        "valid_from": date(2020, 1, 2),
        "side": None,
    }
    assert changed_values(NOUN["names"], said(given="José", family="Example"), CLOCK)["folded"] == "jose example"  # type: ignore[index]


@pytest.mark.parametrize(
    ("noun", "values", "code"),
    [
        ("kin", {"relative": "p-other"}, "NOT_CORRECTABLE"),
        ("kin", {"owner": "BPD"}, "NOT_CORRECTABLE"),
        ("kin", {"role": "MTHINLOAW"}, "UNKNOWN_CODE"),
        ("kin", {"role": None}, "UNKNOWN_CODE"),
        ("births", {"born_on": "never"}, "UNKNOWN_CODE"),
        ("names", {"given": "José"}, "MISSING"),
        ("affiliations", {"retain_until": "2126-01-01"}, "NOT_CORRECTABLE"),
        ("gangs", {"name": "Another"}, "NOT_CORRECTABLE"),
    ],
)
def test_a_correction_changes_no_more_than_it_may(noun: str, values: dict[str, str | None], code: str) -> None:
    refused = changed_values(NOUN[noun], said(**values), CLOCK)
    assert isinstance(refused, Refused) and refused.code == code


# ---- the disclosure log ---------------------------------------------------------------------------------------------


def source(statement: str, agency: str) -> Source:
    return Source(statement, agency, "PUBLIC", "RECORD", None, None, "STATED", None, None, None)


ANSWER = PersonAnswer(
    Basis(date(2026, 4, 20), "policy-1", ""),
    Person(
        "p-1",
        "Ann Example",
        names=(Name("n-1", "Ann", "Example", "LEGAL", source("n-1", "EOHHS")),),
        births=(Birth("b-1", None, "FEMALE", source("b-1", "BCYF")), Birth("b-2", None, "MALE", source("b-2", "BPS"))),
    ),
)
STAN = Principal("s-stan", "BCYF", "YOUTH_SERVICES", ("STREET_WORKER",), "t")
PURPOSE = OpenPurpose("h", "SUPPORT", "CASE-3", "PLAN_REVIEW", NOW)


def entries(found: object = ANSWER, field: str = "person") -> list[Disclosure]:
    return disclosures_in(found, field, STAN, PURPOSE, Clock(NOW))


def entry(owner: str, *statements: str, **more: Any) -> Disclosure:
    said = {"field": "person", "purpose": "SUPPORT", "reason": "PLAN_REVIEW", "case": "CASE-3", **more}
    return Disclosure(NOW, "s-stan", "BCYF", owner, statements=statements, **said)


def test_what_another_agency_owns_is_a_disclosure() -> None:
    assert sorted(shown_in(ANSWER)) == [("BCYF", "b-1"), ("BPS", "b-2"), ("EOHHS", "n-1")]
    assert entries() == [entry("BPS", "b-2"), entry("EOHHS", "n-1")]
    assert entries(None) == []


def test_all_that_is_printed_for_the_person_is_one() -> None:
    assert [each.owner for each in entries(field="subjectFile")] == ["BCYF", "BPS", "EOHHS"]


def write(log: DisclosureLog, *said: Disclosure) -> None:
    for file, text in log.lines(*said):
        append(file, text)


def test_the_log_says_who_received_a_statement_and_names_none(tmp_path: Path) -> None:
    log = DisclosureLog(tmp_path)
    write(log, *entries())
    write(log)
    assert log.received([("EOHHS", "n-1"), ("BPD", "b-2")], None) == [entry("EOHHS", "n-1")]
    assert log.received([("EOHHS", "n-1")], "BCYF") == [entry("EOHHS", "n-1")]
    assert log.received([("EOHHS", "n-1")], "BPD") == []
    assert DisclosureLog(tmp_path).received([("BPS", "b-2")], None) == [entry("BPS", "b-2")]
    (file,) = (tmp_path / "disclosures").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert not {b"n-1", b"b-2", b"p-1", b"Ann"} & set(file.read_bytes().replace(b'"', b" ").split())


def test_a_line_cut_off_by_a_crash_hides_none_after_it(tmp_path: Path) -> None:
    log = DisclosureLog(tmp_path)
    write(log, *entries()[:1])
    file = tmp_path / "disclosures" / "BCYF.jsonl"
    file.write_bytes(file.read_bytes() + b'\n{"at": "2026-04')
    write(log, *entries()[1:])
    assert log.received([("BPS", "b-2"), ("EOHHS", "n-1")], None) == [entry("BPS", "b-2"), entry("EOHHS", "n-1")]


async def test_disclosures_of_those_who_come_at_once_are_on_record_each(tmp_path: Path) -> None:
    log, audit = DisclosureLog(tmp_path), log_in(tmp_path / "audit")
    alone, both = entries()[:1], entries()
    await asyncio.gather(*(audit.append(line(), beside=log.lines(*said)) for said in (alone, both, [], both)))
    owners = [(each.owner, each.statements) for each in log.received([("BPS", "b-2"), ("EOHHS", "n-1")], None)]
    expected = sorted((each.owner, each.statements) for said in (alone, both, both) for each in said)
    assert sorted(owners) == expected
    assert len(lines_in(tmp_path / "audit")) == 4


async def test_a_disclosure_that_cannot_be_written_fails_the_answer_and_no_other(tmp_path: Path) -> None:
    log, audit = DisclosureLog(tmp_path), log_in(tmp_path / "audit")
    (tmp_path / "disclosures").rmdir()
    said = (audit.append(line(name), beside=log.lines(*shown)) for name, shown in (("lost", entries()), ("kept", [])))
    lost, kept = await asyncio.gather(*said, return_exceptions=True)
    assert isinstance(lost, AuditFailed) and kept is None
    assert [each["answer"] for each in lines_in(tmp_path / "audit")] == ["lost", "kept"]


@pytest.mark.parametrize("kind", nouns(), ids=lambda kind: kind.__name__)
def test_every_part_of_an_answer_that_is_a_noun_is_looked_into(kind: type) -> None:
    parts = {name for name, hint in get_type_hints(kind).items() if _parts(hint)}
    assert parts <= set(_leading(kind) or ())


def test_what_stands_deep_in_a_page_or_a_table_is_found_too() -> None:
    page = Page((ANSWER, ANSWER), ("", ""), 2, False, False)
    assert sorted(set(shown_in({"x": [page]}))) == sorted(shown_in(ANSWER))
    assert "rows" in (_leading(Page) or ())
