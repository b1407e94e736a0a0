"""The benchmark's cities: the same each time, shaped as said, and one draw in the arrays and in the files alike."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from bench.cities import ALLOWED, AS_OF, CLASSES, HUBS, TODAY, TYPES, City, city, largest_hub
from bench.city_files import OF_TYPE, workers_of, write_csv
from bench.city_questions import NEAR, Standing, protected_of, questions
from graphsvc.access.classes import Decisions, policies_folder, read_policy
from graphsvc.engine.columns import MEMBER
from graphsvc.engine.filed import ALWAYS, BETWEEN
from graphsvc.engine.filed import PARTS as SAID
from graphsvc.engine.predicate import PAIRED, SHUT
from graphsvc.engine.word import FAMILY_TYPES, word_of
from graphsvc.model.asker import Principal
from graphsvc.model.quality import KIND_OF, UNWALKED_ROLES, TieFacts, quality
from graphsvc.model.site import Site

PEOPLE = 3_000


@cache
def drawn() -> City:
    return city(PEOPLE)


def columns(of: City) -> dict[str, list[object]]:
    return {name: values.tolist() for name, values in vars(of.ties).items()}


def test_the_same_seed_draws_the_same_city_and_another_one_another() -> None:
    assert columns(city(PEOPLE)) == columns(drawn())
    assert questions(city(PEOPLE)) == questions(drawn())
    assert columns(city(PEOPLE, 7)) != columns(drawn())


def test_people_have_five_ties_each_and_hubs_hundreds() -> None:
    ties = drawn().ties
    assert len(ties.a) == round(5.1 * PEOPLE) == len(set(ties.ids.tolist()))
    direct = ties.type != MEMBER
    degrees = np.bincount(ties.a, minlength=PEOPLE) + np.bincount(ties.b[direct], minlength=PEOPLE)
    hubs = degrees[list(drawn().hubs)]
    assert len(set(drawn().hubs)) == HUBS and hubs.max() < 1.5 * largest_hub(PEOPLE)
    assert hubs.min() > 2 * np.median(degrees)
    assert [largest_hub(n) for n in (50_000, 1_000_000)] == [470, 2_000]
    assert 0.04 < np.mean(ties.kind == 2) < 0.06


def test_a_third_of_the_people_live_in_households_of_three_to_five() -> None:
    ties = drawn().ties
    members = ties.a[ties.type == MEMBER]
    sizes = np.bincount(ties.b[ties.type == MEMBER], minlength=drawn().households)
    assert len(set(members.tolist())) == len(members) and 0.3 < len(members) / PEOPLE < 0.34
    assert set(sizes.tolist()) == {3, 4, 5} and len(drawn().group_keys) == len(sizes)


def test_the_worker_sees_six_of_the_eight_classes() -> None:
    who = Principal("s", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "t")
    decision = Decisions(read_policy(policies_folder(None))).of(who, "FAMILY_SUPPORT", CLASSES, 1)
    assert tuple(sorted((*decision.allowed, *decision.assigned))) == ALLOWED and len(CLASSES) == 8


def test_no_two_people_are_the_same_and_ids_number_them() -> None:
    people = drawn().people
    assert [people[n] for n in (0, 1, PEOPLE - 1)] == [drawn().person(n) for n in (0, 1, PEOPLE - 1)]
    assert sorted(people[n] for n in range(PEOPLE)) == [people[n] for n in range(PEOPLE)]


@pytest.mark.parametrize("kind", ["random", "near", "hubs"])
def test_there_are_thirty_questions_of_each_kind(kind: str) -> None:
    asked = questions(drawn())[kind]
    assert len({each.pair for each in asked}) == 30
    for each in asked:
        named = {*each.avoid, *each.barred}
        assert each.pair[0] != each.pair[1] and named.isdisjoint(each.pair)
        assert (len(each.avoid), len(each.barred)) == (10, 100)


def test_protective_facts_bar_nobody_asked_about_and_mark_whom_they_keep_apart() -> None:
    asked = questions(drawn())
    protected = protected_of(drawn(), asked)
    ends = [person for each in asked.values() for question in each for person in question.pair]
    assert not (protected.shut[ends] & SHUT).any() and 40 < (protected.shut & SHUT > 0).sum() < 80
    both = np.concatenate((protected.pairs >> 32, protected.pairs & 0xFFFFFFFF))
    assert set(both.tolist()) == set(np.flatnonzero(protected.shut & PAIRED).tolist())
    assert 50 < len(protected.pairs) <= 60 and (protected.pairs >> 32 < protected.pairs & 0xFFFFFFFF).all()


def test_near_pairs_are_three_steps_apart_and_hub_pairs_are_hubs() -> None:
    asked, standing = questions(drawn()), Standing(drawn())
    for each in asked["near"]:
        assert each.pair[1] in standing.ball(each.pair[0], NEAR)[NEAR]
    assert {person for each in asked["hubs"] for person in each.pair} <= set(drawn().hubs)


def test_the_pairs_that_libraries_get_are_those_one_step_apart() -> None:
    pairs, strength = Standing(drawn()).pairs()
    standing = Standing(drawn())
    near = {(a, b) for a in range(200) for b in standing.neighbours(a) if a < b}
    assert {pair for pair in map(tuple, pairs.tolist()) if pair[0] < 200} == near
    assert len(near) > 300 and set(strength.tolist()) == set(range(6))


def test_the_files_hold_what_the_arrays_hold(tmp_path: Path) -> None:
    """Each tie read back from its file, judged by the model's own rules, is the row of the arrays."""
    asked = [each.pair for each in questions(drawn())["hubs"]]
    arguments = write_csv(drawn(), tmp_path / "csv", workers_of("hubs", asked))
    assert len(arguments) == len(list((tmp_path / "csv").iterdir()))
    found = {row["id"]: row for type in TYPES for row in stored(tmp_path / "csv", type)}
    ties, site, tellings = drawn().ties, Site(), drawn().filed.tellings
    assert found.keys() == {id.decode() for id in ties.ids.tolist()}
    for n in range(0, len(ties.ids), 3):
        row = found[ties.ids[n].decode()]
        facts = facts_of(row)
        told = (ties.a[n], ties.b[n], ties.cls[n], ties.sources[n], ties.incident[n])
        assert told == (row["a"], row["b"], int(row["cls"]), len(facts.sources), int(facts.incident[1:] or 0))
        assert ties.kind[n] == {"": 0, "SUPPORT": 1, "PEER": 2}[facts.kind]
        assert ties.since[n] == max((d.toordinal() for d in (facts.valid_from, facts.at) if d), default=0)
        assert ties.until[n] == (facts.valid_to.toordinal() if facts.valid_to else ALWAYS)
        assert ties.said[n] == (facts.said_on.toordinal() if facts.said_on else ALWAYS)
        assert ties.contact[n] == quality(facts, AS_OF, site)[1]
        verified = {"PROVEN": 2, "STATED": 1}.get(facts.verification, 0)
        assert ties.verified[n] == (0 if facts.contested_at or not facts.kind else verified)
        said = {name: str(row[name]) for name in ("side", "basis", "category", "status") if row.get(name)}
        own = {"type": facts.type, "role": facts.role, "verification": facts.verification}
        assert ties.word[n] == word_of(said | own, facts.contested_at is not None)
        if facts.type in FAMILY_TYPES:
            assert tellings[ties.told[n] - 1] == BETWEEN.join(str(row.get(part) or "") for part in SAID)
        assert (ties.told[n] > 0) == (facts.type in FAMILY_TYPES)
        assert ties.tone[n] == {"CUTOFF": 3, "CONFLICT": 1}.get(facts.tone, 0)
    assert {facts_of(row).role for row in found.values()} & UNWALKED_ROLES


def stored(folder: Path, type: str) -> list[dict[str, object]]:
    """The ties of a file, their ends as the engine numbers them."""
    with (folder / f"{OF_TYPE[type].name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            {name.partition(":")[0] or name: cell for name, cell in row.items()} | row for row in csv.DictReader(file)
        ]
    homes = PEOPLE if type == "MEMBER_OF_HOUSEHOLD" else 0
    return [{**row, "type": type, "a": int(row[":START_ID"]), "b": int(row[":END_ID"]) - homes} for row in rows]


def facts_of(row: dict[str, object]) -> TieFacts:
    """The row as the model has it."""
    given = {name: row[name] for name in TieFacts.__dataclass_fields__ if row.get(name)}
    days = ("quality_at", "stated_at", "last_contact", "valid_from", "valid_to", "contested_at", "at")
    read = {name: date.fromisoformat(str(given[name])) for name in days if name in given}
    sources = tuple(str(row.get("sources") or "").split("\x1e")) if row.get("sources") else ()
    return TieFacts(**{**given, **read, "a": str(row["a"]), "b": str(row["b"]), "sources": sources})


def test_a_city_smaller_than_its_hubs_need_is_refused() -> None:
    with pytest.raises(ValueError, match="1,000 people or more"):
        city(999)


def test_the_day_asked_about_is_a_year_ago_and_all_types_are_walked() -> None:
    assert (TODAY - AS_OF).days == 365 and all(type in KIND_OF for type in TYPES)
