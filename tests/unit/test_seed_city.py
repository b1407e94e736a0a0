"""The generated city: the same bytes for one seed, the stated sizes, and no tie to the hand-written families."""

import asyncio
import csv
import filecmp
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.clock import clock_from
from graphsvc.importing.cells import now_of
from graphsvc.importing.check import NothingThere, checked_tables
from graphsvc.importing.problems import Problem
from graphsvc.importing.tables import Folder
from graphsvc.model.nouns import NOUN, NOUNS, Kind
from seed.city import FAMILIES, build, size_of

ROOT = Path(__file__).parents[2]
PEOPLE = 6_000
LAST_DAY = "2026-04-20"
MAY_COME_LATER = {"valid_to", "expires_on", "ends_on", "ends_at", "until", "retain_until", "next_date"}
MAY_COME_LATER |= {"next_action_due", "due_on", "ask_again_on"}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("city")
    build(out, PEOPLE, seed=1)
    return out


def rows(folder: Path, noun: str) -> Iterator[dict[str, str]]:
    with (folder / f"{noun}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, strict=True)


def own(folder: Path, noun: str) -> list[dict[str, str]]:
    """The generated rows: those after the families'."""
    known = {row["id"] for row in rows(FAMILIES, noun)} if (FAMILIES / f"{noun}.csv").exists() else set()
    return [row for row in rows(folder, noun) if row["id"] not in known]


def test_one_seed_gives_the_same_bytes_in_another_process(city: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "seed", "--out", str(tmp_path), "--people", str(PEOPLE), "--seed", "1"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "4711"}, check=True, capture_output=True)
    names = sorted(path.name for path in city.iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert filecmp.cmpfiles(city, tmp_path, names, shallow=False) == (names, [], [])


def test_another_seed_gives_another_city(city: Path, tmp_path: Path) -> None:
    build(tmp_path, PEOPLE, seed=2)
    assert not filecmp.cmp(city / "kin.csv", tmp_path / "kin.csv", shallow=False)


def test_every_noun_but_agencies_has_a_file_whose_header_is_the_nouns_table(city: Path) -> None:
    headers = {path.stem: path.read_text(encoding="utf-8").split("\n", 1)[0] for path in city.glob("*.csv")}
    assert headers == {n.name: ",".join(c.name for c in n.all_columns) for n in NOUNS if n.name != "agencies"}


def test_the_importer_rejects_no_row(city: Path) -> None:
    assert problems_of(city) == []


def test_the_importer_rejects_no_row_of_the_families() -> None:
    assert problems_of(FAMILIES) == problems_of(FAMILIES.parent / "families_f3") == []


def problems_of(folder: Path) -> list[Problem]:
    problems: list[Problem] = []

    async def walk() -> None:
        source, now = Folder(folder), now_of(clock_from("2026-04-20T09:00"))
        async for _ in checked_tables(source, NothingThere(), now, problems):
            pass
        problems.extend(source.strangers())

    asyncio.run(walk())
    return problems


def test_sizes_at_the_default_are_those_of_the_issue() -> None:
    size = size_of(40_000)
    assert (size.people, size.affiliates, size.gangs, size.driving, size.enrolled) == (40_000, 3_500, 100, 30, 238)
    assert size.touchpoints + size.incidents == 250_000


def test_counts_are_the_stated_ones(city: Path) -> None:
    size = size_of(PEOPLE)
    assert len(own(city, "people")) == PEOPLE
    assert len({row["person"] for row in rows(city, "affiliations")}) == size.affiliates
    assert Counter(row["activity"] == "DRIVING_VIOLENCE" for row in rows(city, "gangs"))[True] == size.driving
    assert len(list(rows(city, "enrolments"))) == size.enrolled + 2
    assert (len(own(city, "touchpoints")), len(own(city, "incidents"))) == (size.touchpoints, size.incidents)
    assert {row["agency"] for row in rows(city, "staff")} == {row["agency"] for row in rows(FAMILIES, "staff")}


def test_the_families_are_in_it_unchanged(city: Path) -> None:
    for path in FAMILIES.glob("*.csv"):
        assert (city / path.name).read_text(encoding="utf-8").startswith(path.read_text(encoding="utf-8")), path.name
    assert (city / "bundle.json").read_bytes() == (FAMILIES / "bundle.json").read_bytes()


def test_no_generated_row_refers_to_anybody_of_the_families(city: Path) -> None:
    kept = {"s-sam", "s-cora", "s-stan", "s-sofia"}
    people = {row["id"] for row in rows(FAMILIES, "people")} | {row["id"] for row in rows(FAMILIES, "cases")} | kept
    found = [(noun.name, row["id"]) for noun in NOUNS if noun.name != "agencies" for row in own(city, noun.name)
             if people & {part for cell in row.values() for part in cell.split("|")}]  # fmt: skip
    assert found == []


def test_no_name_of_the_families_is_borne_by_anybody_else(city: Path) -> None:
    taken = {row["family"] for row in rows(FAMILIES, "names")} | {
        row["name"].split()[-1] for row in rows(FAMILIES, "staff")
    }
    said = {row["family"] for row in own(city, "names")} | {row["name"].split()[-1] for row in own(city, "staff")}
    assert taken & said == set()


def test_nothing_happened_after_the_last_day_and_every_statement_says_when_it_came_on_file(city: Path) -> None:
    wrong = []
    for noun in NOUNS:
        dated = [
            c.name for c in noun.all_columns if c.kind in (Kind.DATE, Kind.INSTANT) and c.name not in MAY_COME_LATER
        ]
        for row in rows(city, noun.name) if noun.name != "agencies" else ():
            wrong += [(noun.name, row["id"], name) for name in dated if row[name][:10] > LAST_DAY]
            wrong += [(noun.name, row["id"], "recorded_at")] if noun.statement and not row["recorded_at"] else []
    assert wrong == []


def test_nobody_is_older_than_their_parents(city: Path) -> None:
    born = {row["person"]: row["born_on"] for row in rows(city, "births")}
    parents = [row for row in own(city, "kin") if row["role"] in ("MTH", "FTH")]
    young = [row["id"] for row in parents if int(born[row["person"]][:4]) - int(born[row["relative"]][:4]) < 15]
    assert len(parents) > PEOPLE
    assert young == []


def test_no_mother_gave_birth_after_her_death(city: Path) -> None:
    born = {row["person"]: row["born_on"] for row in rows(city, "births")}
    died = {row["person"]: row["died_on"] for row in rows(city, "deaths")}
    mothers = [(row["relative"], row["person"]) for row in own(city, "kin") if row["role"] == "MTH"]
    assert [pair for pair in mothers if died.get(pair[0], LAST_DAY) < born[pair[1]]] == []


def test_most_contacts_happen_in_few_places(city: Path) -> None:
    street = [
        row["location"] for row in own(city, "touchpoints") if row["type"] in ("FIO", "ARREST", "STREET_WORKER_CONTACT")
    ]
    hot = {row["location"] for row in rows(city, "places") if row["kind"] in ("STREET_SEGMENT", "INTERSECTION")}
    busiest = Counter(street).most_common(len(hot) // 4)
    assert sum(count for _, count in busiest) > len(street) // 2


def test_three_generations_and_ties_of_every_kind(city: Path) -> None:
    parents: dict[str, list[str]] = {}
    for row in own(city, "kin"):
        if row["role"] in ("MTH", "FTH"):
            parents.setdefault(row["person"], []).append(row["relative"])
    great = [c for c, ps in parents.items() if any(parents.get(g) for p in ps for g in parents.get(p, ()))]
    roles = {row["role"] for row in own(city, "kin")}
    assert len(great) > 20
    assert {"STPFTH", "x-GODPRN", "SIS", "MGRMTH", "PUNCLE", "MCOUSN"} <= roles
    assert roles & {"HSIS", "HBRO"} and roles & {"MTHFOST", "FTHFOST"}


@pytest.mark.parametrize("noun", [n for n in NOUN if n not in ("agencies", "apart", "caregivers", "live_conflicts")])
def test_no_noun_is_empty(city: Path, noun: str) -> None:
    assert next(rows(city, noun), None) is not None


def test_a_city_of_fewer_than_a_hundred_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 100"):
        build(tmp_path, 99)
