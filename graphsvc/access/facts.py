"""What an asker may see of people, for any question: a handful of statements for any number of people."""

from asyncio import gather
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from graphsvc.access.placeless import placeless_for
from graphsvc.access.protective import read_whole
from graphsvc.access.safety import concealed_from
from graphsvc.access.sees import TIE_PARAMS, sees
from graphsvc.access.speakers import with_speakers
from graphsvc.access.touchpoints import proof_params
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model import person as nouns
from graphsvc.model.asker import Sight
from graphsvc.model.circle import within
from graphsvc.model.person import Person, Source, title_of
from graphsvc.model.site import Site


async def existing(graph: Graph, sight: Sight, site: Site, ids: Iterable[str]) -> frozenset[str]:
    """Which of these people exist for the asker: one visible statement is enough (definitions.md §1), unless a
    safety line conceals them from everything that this asker is told.

    Both are asked of everybody, found or not: a statement less would be heard in the time that the answer takes.
    """
    wanted = frozenset(ids)
    there, absent = await gather(spoken_of(graph, sight, wanted), concealed_from(graph, sight, site, wanted))
    return there - absent


async def spoken_of(graph: Graph, sight: Sight, ids: Iterable[str]) -> frozenset[str]:
    """Of which of these people the asker may see a statement; whom the safety lines conceal is not looked at here."""
    wanted = sorted(set(ids))
    if not wanted:
        return frozenset()
    params = {**sees(sight, TIE_PARAMS), **proof_params(sight)}
    rows = await graph.read("people_existing", ids=wanted, today=sight.today, **params)
    return frozenset(row["id"] for row in rows)


async def records_seen(graph: Graph, sight: Sight, merged: Mapping[str, str]) -> frozenset[str]:
    """Of which of these records, each with the person it was merged into, the asker may see a statement."""
    params = {**sees(sight, TIE_PARAMS), **proof_params(sight)}
    pairs = [list(each) for each in sorted(merged.items())]
    rows = await graph.read("people_merged", records=pairs, today=sight.today, **params)
    return frozenset(row["id"] for row in rows)


async def is_there(graph: Graph, sight: Sight, site: Site, person_id: str) -> bool:
    """Whether this person exists for the asker. Asked before anything is read about them: of a concealed person there
    are rows, and what they lead to would be read besides."""
    return person_id in await existing(graph, sight, site, [person_id])


async def people_seen(
    graph: Graph, sight: Sight, site: Site, ids: Iterable[str], as_of: date, *, about: str | None = None
) -> dict[str, Person]:
    """Each of these people as the asker sees them; whoever has no visible fact has a bare title.

    `about`: whom the output is about, when it is about somebody: nobody is quoted in it who is absent from it.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    params: dict[str, Any] = {"ids": wanted, "as_of": as_of, **sees(sight), "circle": within(sight.circle, wanted)}
    rows = await _unprotected(graph, sight, site, await graph.read("person_facts", **params))
    told, said = await with_speakers(graph, sight, site, rows, lambda row: {row["person"], about} - {None})
    return gathered(wanted, told, said)


async def _unprotected(graph: Graph, sight: Sight, site: Site, rows: list[Row]) -> list[Row]:
    """The rows without the addresses of those whose places this asker is not told of."""
    placeless = await placeless_for(graph, sight, site, [row["person"] for row in rows if row["noun"] == "Address"])
    return [row for row in rows if row["noun"] != "Address" or row["person"] not in placeless]


async def protected_places(graph: Graph, ids: Iterable[str | None]) -> frozenset[str]:
    """Which of these locations nobody is told of (line 7)."""
    wanted = sorted({id for id in ids if id})
    rows = await read_whole(graph, "safety_places", ids=wanted) if wanted else []
    return frozenset(row["id"] for row in rows)


def gathered(ids: Iterable[str], rows: Iterable[Row], said: Mapping[str, str]) -> dict[str, Person]:
    """People from rows, in the order of the ids; `said` names the speakers."""
    found: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row["person"]][row["noun"]].append(_READERS[row["noun"]](row, said))
    return {id: _person(id, found.get(id, {})) for id in ids}


def _person(id: str, found: Mapping[str, list[object]]) -> Person:
    names = tuple(each for each in found.get("Name", ()) if isinstance(each, nouns.Name))
    lists = {field: tuple(found.get(noun, ())) for noun, field in _FIELDS.items()}
    return Person(id, title_of(names), **lists)  # type: ignore[arg-type]


def source_of(row: Row, said: Mapping[str, str]) -> Source:
    """The source columns of a row; a speaker whom the asker may not know is no name."""
    return Source(
        statement_id=row["id"],
        agency=row["owner"],
        compartment=row["compartment"],
        stated_as=row["stated_as"],
        stated_by=said.get(row["stated_by"]),
        stated_at=row["stated_at"],
        verification=row["verification"],
        contested_at=row["contested_at"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        records=tuple(row.get("records", ())),
    )


Said = Mapping[str, str]


def _address(r: Row, said: Said) -> nouns.Address:
    return nouns.Address(r["id"], r["kind"], r["location"], r["label"], source_of(r, said))


def _enrolment(r: Row, said: Said) -> nouns.Enrolment:
    when = (r["enrolled_on"], r["lead_agency"], r["next_action"], r["next_action_due"])
    return nouns.Enrolment(r["id"], r["status"], *when, source_of(r, said))


_READERS: Mapping[str, Callable[[Row, Said], object]] = {
    "Name": lambda r, said: nouns.Name(r["id"], r["given"], r["family"], r["kind"], source_of(r, said)),
    "Birth": lambda r, said: nouns.Birth(r["id"], r["born_on"], r["sex"], source_of(r, said)),
    "Death": lambda r, said: nouns.Death(r["id"], r["died_on"], source_of(r, said)),
    "Identifier": lambda r, said: nouns.Identifier(r["id"], r["system"], r["value"], source_of(r, said)),
    "Picture": lambda r, said: nouns.Picture(r["id"], r["uri"], source_of(r, said)),
    "Address": _address,
    "Enrolment": _enrolment,
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
