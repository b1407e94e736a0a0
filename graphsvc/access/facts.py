"""What an asker may see of people, for any question: three statements for any number of people, never one each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model import person as nouns
from graphsvc.model.asker import Sight
from graphsvc.model.person import Person, Source, title_of

FACT_PARAMS = ("allowed", "cases", "consented", "consent_classes", "circle")
TIE_PARAMS = (*FACT_PARAMS, "kin_circle")


def sees(sight: Sight, names: tuple[str, ...] = FACT_PARAMS) -> dict[str, Any]:
    """The access parameters of those names."""
    params = sight.params()
    return {name: params[name] for name in names}


async def existing(graph: Graph, sight: Sight, ids: Iterable[str]) -> frozenset[str]:
    """Which of these people exist for the asker: one visible statement is enough (definitions.md §1)."""
    wanted = sorted(set(ids))
    rows = await graph.read("people_existing", ids=wanted, **sees(sight, TIE_PARAMS)) if wanted else []
    return frozenset(row["id"] for row in rows)


async def people_seen(graph: Graph, sight: Sight, ids: Iterable[str], as_of: date) -> dict[str, Person]:
    """Each of these people as the asker sees them; whoever has no visible fact has a bare title."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    params: dict[str, Any] = {"ids": wanted, "as_of": as_of, **sees(sight)}
    facts = await graph.read("person_facts", **params)
    addresses = await graph.read("person_addresses", **params)
    return gathered(wanted, facts, addresses)


def gathered(ids: Iterable[str], facts: Iterable[Row], addresses: Iterable[Row]) -> dict[str, Person]:
    """People from rows, in the order of the ids."""
    found: dict[tuple[str, str], list[object]] = defaultdict(list)
    for row in facts:
        found[row["person"], row["noun"]].append(_READERS[row["noun"]](row))
    for row in addresses:
        found[row["person"], "Address"].append(_address(row))
    return {id: _person(id, {noun: rows for (person, noun), rows in found.items() if person == id}) for id in ids}


def _person(id: str, found: Mapping[str, list[object]]) -> Person:
    names = tuple(each for each in found.get("Name", ()) if isinstance(each, nouns.Name))
    lists = {field: tuple(found.get(noun, ())) for noun, field in _FIELDS.items()}
    return Person(id, title_of(names), **lists)  # type: ignore[arg-type]


def source_of(row: Row) -> Source:
    """The source columns of a row."""
    return Source(
        agency=row["owner"],
        compartment=row["compartment"],
        stated_as=row["stated_as"],
        stated_by=row["stated_by"],
        stated_at=row["stated_at"],
        verification=row["verification"],
        contested_at=row["contested_at"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
    )


def _address(row: Row) -> nouns.Address:
    return nouns.Address(row["id"], row["kind"], row["location"], row["label"], source_of(row))


_READERS: Mapping[str, Callable[[Row], object]] = {
    "Name": lambda r: nouns.Name(r["id"], r["given"], r["family"], r["kind"], source_of(r)),
    "Birth": lambda r: nouns.Birth(r["id"], r["born_on"], r["sex"], source_of(r)),
    "Death": lambda r: nouns.Death(r["id"], r["died_on"], source_of(r)),
    "Identifier": lambda r: nouns.Identifier(r["id"], r["system"], r["value"], source_of(r)),
    "Picture": lambda r: nouns.Picture(r["id"], r["uri"], source_of(r)),
    "Enrolment": lambda r: nouns.Enrolment(
        r["id"],
        r["status"],
        r["enrolled_on"],
        r["lead_agency"],
        r["next_action"],
        r["next_action_due"],
        source_of(r),
    ),
}
_FIELDS: Mapping[str, str] = {
    "Name": "names",
    "Birth": "births",
    "Death": "deaths",
    "Identifier": "identifiers",
    "Picture": "pictures",
    "Address": "addresses",
    "Enrolment": "enrolments",
}
