"""Whom §7 conceals from an asker altogether: lines 3, 6 and 15 read aloud over a bundle's rows.

Shares no code with graphsvc/access. A fact that lapsed conceals nobody: it holds people back (§4), which is another
effect, and they are shown.
"""

from collections.abc import Iterable, Iterator
from datetime import date

Row = dict[str, str]
Bundle = dict[str, list[Row]]
ALERTS = {"PROTECTED_WITNESS", "RELOCATED_WITNESS", "CONFIDENTIAL_SOURCE", "STAFF_CONFLICT"}
SUFFERS = {"VICTIM", "WITNESS"}
STANDS_AGAINST = {"SUSPECT", "DEFENDANT", "ADVERSE", "ARRESTEE"}


def concealed_from(bundle: Bundle, own: Iterable[str], today: date) -> frozenset[str]:
    """Everybody who must not exist for an asker whose own people these are; her own people never are among them."""
    mine = set(own)
    ours = mine | _same_as(bundle, mine)
    records = {*_alerted(bundle, today), *_harmed(bundle, ours), *_against(bundle, _with_groups(bundle, ours), today)}
    return frozenset((records | _same_as(bundle, records)) - mine)


def _same_as(bundle: Bundle, people: set[str]) -> set[str]:
    """Records that may be of the same human: the lines of each are the lines of both."""
    pairs = [(r["person_a"], r["person_b"]) for r in bundle["matches"] if r["state"] in ("PLAUSIBLE", "SAME")]
    return {other for a, b in pairs for one, other in ((a, b), (b, a)) if one in people}


def _stands(row: Row) -> bool:
    return row["sealed"] != "yes" and row["verification"] != "DISPROVEN"


def _not_over(row: Row, today: date) -> bool:
    return not row["valid_to"] or row["valid_to"] >= f"{today}"


def _alerted(bundle: Bundle, today: date) -> Iterator[str]:
    for row in bundle["alerts"]:
        if row["kind"] in ALERTS and row["status"] != "UNSUPPORTED" and _stands(row) and _not_over(row, today):
            yield row["person"]


def _harmed(bundle: Bundle, mine: set[str]) -> Iterator[str]:
    """A harm does not lapse by age."""
    for row in bundle["harms"]:
        if row["by"] in mine and row["status"] != "UNSUPPORTED" and _stands(row):
            yield row["to"]


def _with_groups(bundle: Bundle, mine: set[str]) -> set[str]:
    """The asker's own people, and whoever was ever in a group with one of them."""
    groups = {row["gang"] for row in bundle["affiliations"] if row["person"] in mine}
    return mine | {row["person"] for row in bundle["affiliations"] if row["gang"] in groups}


def _against(bundle: Bundle, theirs: set[str], today: date) -> Iterator[str]:
    for row in bundle["witnesses"]:
        if row["against"] in theirs and row["matter"] != "CLOSED" and _stands(row) and _not_over(row, today):
            yield row["witness"]
    shut = {row["id"] for row in bundle["incidents"] if row["matter"] != "OPEN" or row["sealed"] == "yes"}
    roles = [row for row in bundle["incident_roles"] if row["incident"] not in shut]
    accused = {
        (row["incident"], row["person"])
        for row in roles
        if row["role"] in STANDS_AGAINST and row["person"] in theirs and row["sealed"] != "yes"
    }
    for row in roles:
        others = any(incident == row["incident"] and person != row["person"] for incident, person in accused)
        if row["role"] in SUFFERS and others and _stands(row):
            yield row["person"]
