"""What speaks for a pair, in words without a value; and what a merge does to consents."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from graphsvc.access.caseload import CONSENTABLE, coverage
from graphsvc.questions.identity import Compared, reasons_for

ANA = Compared(
    names=frozenset({("ana", "exemplar")}),
    births=frozenset({date(1990, 5, 17)}),
    sexes=frozenset({"FEMALE"}),
    identifiers=frozenset({("MRN", "7")}),
)
PAIRS = (
    (
        ANA,
        ("A given name agrees together with its family name.", "A birth date agrees.", "An identifier agrees: MRN."),
    ),
    (
        Compared(names=frozenset({("anna", "exemplar")}), births=frozenset({date(1990, 5, 11)})),
        (
            "A given name nearly agrees together with its family name.",
            "Birth dates differ by one slip of a digit.",
        ),
    ),
    (
        Compared(
            names=frozenset({("ana", "sampleton")}), births=frozenset({date(1981, 2, 3)}), sexes=frozenset({"MALE"})
        ),
        ("A given or a family name agrees, or nearly; the other does not.", "Birth dates differ.", "Sex differs."),
    ),
    (Compared(), ("Of one of them no name is on file.", "Of one of them no birth date is on file.")),
    (
        Compared(names=frozenset({("zoe", "quill")}), births=frozenset({date(1990, 5, 17)})),
        ("No name agrees.", "A birth date agrees."),
    ),
)


@pytest.mark.parametrize(("other", "words"), PAIRS)
def test_a_pair_is_told_by_the_fields_that_agree(other: Compared, words: tuple[str, ...]) -> None:
    assert reasons_for(ANA, other) == reasons_for(other, ANA) == words


MERGED = [{"record": "b", "one": "a", "at": datetime(2026, 4, 10, tzinfo=UTC)}]


def given(record: str, day: int, *scope: str) -> dict[str, Any]:
    return {
        "person": "a",
        "record": record,
        "recorded_at": datetime(2026, 4, day, tzinfo=UTC),
        "scope": list(scope),
        "exceptions": [],
    }


@pytest.mark.parametrize(
    ("consents", "opened"),
    [
        ([given("a", 1)], frozenset()),
        ([given("b", 1)], None),
        ([given("a", 1), given("b", 1, "HEALTH_HIPAA")], frozenset({"HEALTH_HIPAA"})),
        ([given("a", 11)], CONSENTABLE),
        ([given("a", 1, "HEALTH_HIPAA"), given("a", 11, "SUD_PART2")], frozenset({"SUD_PART2"})),
    ],
)
def test_a_consent_for_one_record_opens_nothing_said_of_the_other(
    consents: list[dict[str, Any]], opened: frozenset[str] | None
) -> None:
    assert coverage(consents, MERGED) == ({} if opened is None else {"a": opened})
    assert coverage([{**each, "person": "c", "record": "c"} for each in consents], MERGED)["c"] != frozenset()
