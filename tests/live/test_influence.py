"""influencePaths over HTTP: F1 of definitions.md by value, now and two years later, and what an answer never does."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph, counted
from graphsvc.model.asker import Principal
from graphsvc.questions.influence.shelf import Shelves
from tests.live.api import Api, api_on, plant
from tests.live.arrays import over_arrays

PATHS = """query Q(
  $person: ID!, $kind: PathKind, $to: ID, $any: [ID!], $steps: Int, $order: PathOrder, $min: MinVerification,
  $avoid: [ID!], $via: [ID!], $asOf: Date, $first: Int
) { influencePaths(
  person: $person, kind: $kind, to: $to, toAnyOf: $any, maxSteps: $steps, order: $order, minVerification: $min,
  avoid: $avoid, via: $via, asOf: $asOf, first: $first
) {
  __typename
  ... on Problem { code message retryable nextStep }
  ... on InfluencePathsAnswer {
    asOf explanation limitsOfThisAnswer personId name kind order more truncated exploredPeople exploredTies
    relaxations { argument value sentence }
    paths { id tieIds endId endName weakest weakestPoint whatWouldChange
      steps { personId name sentence strength group since unknowns askAgain cautions agreedToBeAsked screenFirst
        parallels { id }
        ties { id type sentence closeness tone statedBy statedAs statedAt agency verification lastContact sources }
      }
    }
  }
} }"""
TOLD = "influence_step_ties+speakers+influence_agreements"
"""All that is told of the paths, asked at once."""
SCREEN = "Built from what is shared with you. Before a first contact, run the screen."


@pytest.fixture(scope="module", params=["statements", "arrays"])
async def api(request: pytest.FixtureRequest, graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    """Every question by either way."""
    made = await api_on(graph, tmp_path_factory.mktemp("paths"))
    return made if request.param == "statements" else over_arrays(made)


async def ask(api: Api, person: str = "p-dre", as_: str = "s-sam", **said: object) -> dict[str, Any]:
    found: dict[str, Any] = (await api.ask(PATHS, {"person": person, **said}, as_=as_))["influencePaths"]
    return found


def ids(answer: dict[str, Any]) -> list[str]:
    return [path["id"] for path in answer["paths"]]


def hints(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["argument"], each["value"]) for each in answer["relaxations"]]


SISTER = (
    "Tasha Exemplard is the sister of Dre Exemplard; stated by Dre Exemplard on 2 April 2026 (EOHHS, stated);"
    " very strong; weekly; last contact 18 April 2026."
)
GODFATHER = (
    "Lewis Placeholdt is the godparent of Tasha Exemplard; stated by Tasha Exemplard on 5 April 2026 (EOHHS, stated);"
    " strong; monthly; last contact 20 January 2026."
)
TO_TASHA = {
    "personId": global_id("Person", "p-tasha"),
    "name": "Tasha Exemplard",
    "sentence": SISTER,
    "strength": 5,
    "group": None,
    "since": "2006-11-03",
    "unknowns": ["Whether Tasha Exemplard has agreed to be asked."],
    "askAgain": False,
    "cautions": [],
    "agreedToBeAsked": None,
    "screenFirst": True,
    "parallels": [],
    "ties": [
        {
            "id": "k-tasha-dre",
            "type": "KIN_OF",
            "sentence": SISTER,
            "closeness": "VERY_STRONG",
            "tone": "CLOSE",
            "statedBy": "Dre Exemplard",
            "statedAs": "PERSON",
            "statedAt": "2026-04-02",
            "agency": "EOHHS",
            "verification": "STATED",
            "lastContact": "2026-04-18",
            "sources": ["eohhs-note/2026-0402-1"],
        }
    ],
}
TO_LEWIS = {
    "personId": global_id("Person", "p-lewis"),
    "name": "Lewis Placeholdt",
    "sentence": GODFATHER,
    "strength": 4,
    "group": None,
    "since": "2003-09-07",
    "unknowns": ["Whether Lewis Placeholdt has agreed to be asked."],
    "askAgain": False,
    "cautions": [],
    "agreedToBeAsked": None,
    "screenFirst": True,
    "parallels": [],
    "ties": [
        {
            "id": "k-lewis-tasha",
            "type": "KIN_OF",
            "sentence": GODFATHER,
            "closeness": "STRONG",
            "tone": "CLOSE",
            "statedBy": "Tasha Exemplard",
            "statedAs": "FAMILY",
            "statedAt": "2026-04-05",
            "agency": "EOHHS",
            "verification": "STATED",
            "lastContact": "2026-01-20",
            "sources": ["eohhs-note/2026-0405-1"],
        }
    ],
}
F1 = {
    "__typename": "InfluencePathsAnswer",
    "asOf": "2026-04-20",
    "explanation": "The best path to each person who could help, SUPPORT ties only, at most 3 steps: the strongest"
    " weakest tie first, then fewer steps, then the ties' ids.",
    "limitsOfThisAnswer": [SCREEN],
    "personId": global_id("Person", "p-dre"),
    "name": "Dre Exemplard",
    "kind": "SUPPORT",
    "order": "WEAKEST_LINK",
    "more": 0,
    "truncated": False,
    "exploredPeople": 3,
    "exploredTies": 2,
    "relaxations": [],
    "paths": [
        {
            "id": "k-tasha-dre",
            "tieIds": ["k-tasha-dre"],
            "endId": global_id("Person", "p-tasha"),
            "endName": "Tasha Exemplard",
            "weakest": 5,
            "weakestPoint": "Weakest point: the tie between Dre Exemplard and Tasha Exemplard, very strong,"
            " last contact 18 April 2026.",
            "whatWouldChange": "If the tie between Dre Exemplard and Tasha Exemplard grew weaker,"
            " path 2 could come first.",
            "steps": [TO_TASHA],
        },
        {
            "id": "k-tasha-dre k-lewis-tasha",
            "tieIds": ["k-tasha-dre", "k-lewis-tasha"],
            "endId": global_id("Person", "p-lewis"),
            "endName": "Lewis Placeholdt",
            "weakest": 4,
            "weakestPoint": "Weakest point: the tie between Tasha Exemplard and Lewis Placeholdt, strong,"
            " last contact 20 January 2026.",
            "whatWouldChange": "A closer tie between Tasha Exemplard and Lewis Placeholdt would move this path"
            " towards path 1, above it.",
            "steps": [TO_TASHA, TO_LEWIS],
        },
    ],
}


async def test_f1_the_worker_finds_tasha_and_through_her_pastor_lewis(api: Api) -> None:
    assert await ask(api) == F1


async def test_f1_the_investigator_of_that_case_finds_k_only(api: Api) -> None:
    answer = await ask(api, as_="s-ines", kind="PEER")
    assert (ids(answer), answer["exploredPeople"], answer["exploredTies"]) == (["ca-dre-k"], 2, 1)
    path = answer["paths"][0]
    assert (path["endName"], path["weakest"]) == ("K Nobodyson", 3)
    assert path["weakestPoint"] == (
        "Weakest point: the tie between Dre Exemplard and K Nobodyson, one incident, last contact 10 June 2023."
    )
    assert answer["limitsOfThisAnswer"] == ["Built from what is shared with you."]


@pytest.mark.parametrize("person", ["p-dre", "p-nobody"])
@pytest.mark.parametrize(("user", "kind"), [("s-ines", "SUPPORT"), ("s-sam", "PEER")])
async def test_the_wrong_kind_for_a_role_is_forbidden_before_any_id_is_looked_at(
    api: Api, user: str, kind: str, person: str
) -> None:
    await ask(api)  # whatever is read once, the first time
    with counted() as names:
        refused = await ask(api, person, user, kind=kind)
    assert (refused["__typename"], refused["nextStep"][:16]) == ("ForbiddenForRole", "Request a worker")
    assert [name for name in names if name != "open_purpose"] == []


async def test_an_unknown_person_and_one_of_another_caseload_answer_alike(api: Api) -> None:
    answers = [await ask(api, person, "s-stan") for person in ("p-nobody", "p-marcus", "p-tasha")]
    assert answers[0]["__typename"] == "NotFound"
    assert answers == [answers[0]] * 3


async def test_an_unknown_target_and_a_hidden_one_answer_alike(api: Api) -> None:
    answers = [await ask(api, to=person) for person in ("p-nobody", "p-ron")]
    assert answers[0]["__typename"] == "NotFound"
    assert answers == [answers[0]] * 2


async def test_somebody_cut_off_is_not_walked_to_and_not_walked_through(api: Api) -> None:
    answer = await ask(api, to="p-ray")
    assert (ids(answer), hints(answer)) == ([], [])
    assert answer["explanation"] == (
        "No path is found with what is shared with you. None of your own arguments, relaxed alone, would change that."
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"to": "p-lewis", "steps": 1}, [("maxSteps", "4")]),
        ({"min": "PROVEN"}, [("minVerification", "STATED")]),
        ({"avoid": ["p-tasha"]}, [("avoid", "nobody")]),
        ({"to": "p-tasha", "via": ["p-lewis"]}, [("via", "nobody")]),
        ({"asOf": "2003-09-06"}, [("asOf", "2026-04-20")]),
        ({"avoid": ["p-tasha"], "min": "PROVEN"}, []),
    ],
)
async def test_an_empty_answer_says_which_own_argument_would_give_one(
    api: Api, said: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    answer = await ask(api, **said)
    assert (ids(answer), hints(answer)) == ([], expected)


async def test_via_and_both_orders_and_targets(api: Api) -> None:
    through = await ask(api, via=["p-tasha"])
    assert ids(through) == ["k-tasha-dre k-lewis-tasha"]
    fewest = await ask(api, order="FEWEST_STEPS")
    assert ids(fewest) == ["k-tasha-dre", "k-tasha-dre k-lewis-tasha"]
    first = await ask(api, first=1)
    assert (ids(first), first["more"], first["truncated"]) == (["k-tasha-dre"], 1, True)


async def test_to_any_of_takes_only_people_on_the_caseload_or_the_list(api: Api) -> None:
    assert (await ask(api, any=["p-marcus"]))["__typename"] == "InfluencePathsAnswer"
    assert (await ask(api, any=["p-tasha"]))["__typename"] == "NotFound"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"steps": 5}, "maxSteps must be 1 to 4."),
        ({"steps": 0}, "maxSteps must be 1 to 4."),
        ({"first": 21}, "first must be 1 to 20."),
        ({"via": ["a", "b", "c"]}, "via takes at most 2 people."),
        ({"avoid": [f"p{i}" for i in range(101)]}, "avoid takes at most 100 ids."),
        ({"to": "p-dre"}, "A path leads to somebody else."),
        ({"to": "p-tasha", "any": ["p-marcus"]}, "Give to or toAnyOf, not both."),
        ({"asOf": "2026-04-21"}, "asOf lies in the future."),
    ],
)
async def test_an_argument_out_of_bounds_is_refused_by_name(api: Api, said: dict[str, Any], message: str) -> None:
    body = await api.reply(PATHS, {"person": "p-dre", **said})
    assert message in body["errors"][0]["message"]


async def test_f2_nobody_barred_for_marcus_is_an_end_or_a_middle(api: Api) -> None:
    answer = await ask(api, "p-marcus", steps=4)
    named = {step["personId"] for path in answer["paths"] for step in path["steps"]}
    barred = {global_id("Person", p) for p in ("p-carl", "p-jay", "p-ron")}
    assert {path["endName"].split()[0] for path in answer["paths"]} == {"Ivy", "Joe", "Lena", "Dana", "Sal", "Bea"}
    assert not named & barred
    screened = {path["endName"].split()[0] for path in answer["paths"] if not path["steps"][-1]["screenFirst"]}
    assert screened == {"Ivy", "Joe", "Lena", "Bea"}


async def test_the_number_of_statements_does_not_grow_with_the_answer(api: Api) -> None:
    async def asked(person: str) -> Counter[str]:
        api.served.walks.shown = Shelves()
        with counted() as names:
            await ask(api, person)
        with counted() as again:
            await ask(api, person)
        assert not over_arrays or again == ["access_state"]  # what was shown is not read again while nobody writes
        return Counter(names)

    over_arrays = api.served.walks.mode == "engine"
    await ask(api), await ask(api, "p-marcus")
    dre, marcus = await asked("p-dre"), await asked("p-marcus")
    walks = {dre.pop("influence_support_ties", 0), marcus.pop("influence_support_ties", 0)}
    assert max(walks) <= (0 if over_arrays else 4)  # one a step, however many people stand there
    assert dre == marcus
    assert dre.total() <= (2 if over_arrays else 12)
    if over_arrays:  # two round trips; whose orders and harm count is kept while nobody writes
        assert dre == Counter(("access_state", TOLD))


async def test_f1_two_years_later_both_ties_count_as_unknown_and_say_ask_again(
    graph: Graph, tmp_path_factory: pytest.TempPathFactory
) -> None:
    later = await api_on(graph, tmp_path_factory.mktemp("later"), now="2028-04-20T09:00")
    answer = await ask(later)
    assert [(p["endName"], p["weakest"], len(p["steps"])) for p in answer["paths"]] == [
        ("Tasha Exemplard", 2, 1),
        ("Lewis Placeholdt", 2, 2),
    ]
    last = answer["paths"][1]["steps"]
    assert [(s["strength"], s["askAgain"]) for s in last] == [(2, True), (2, True)]


async def test_another_kind_is_no_hint_for_a_person_of_nobodys_caseload(api: Api, tmp_path: Path) -> None:
    """PEER is asked of anybody and SUPPORT of the caseload only: what would be refused is no hint."""
    born = {"person": "p-lewis", "born_on": "1970-01-01", "compartment": "PUBLIC", "owner": "EOHHS"}
    await plant(api, tmp_path / "bundle", births=[{"id": "b-lewis-public", **born}])
    sam = await api.principal("s-sam")
    both = Principal("s-sam", sam.agency, sam.sector, ("INVESTIGATOR", "SOCIAL_WORKER"), "token-both")
    api._principals["s-both"] = both
    answers = {}
    for person in ("p-marcus", "p-lewis"):
        said = {"person": person, "kind": "PEER"}
        answers[person] = (await api.ask(PATHS, said, as_="s-both", purpose="SAFETY_PLANNING"))["influencePaths"]
    assert [(ids(answer), hints(answer)) for answer in answers.values()] == [([], [("kind", "SUPPORT")]), ([], [])]


async def test_an_agreement_to_be_asked_is_that_of_today(
    graph: Graph, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each relative's words: agreed then took it back; agreed and ran out; said no, contested or run out since."""
    api = await api_on(graph, tmp_path)
    said = {"compartment": "FAMILY", "owner": "EOHHS", "person": "p-marcus"}

    def word(who: str, at: str, agreed: str, **more: str) -> dict[str, str]:
        return {"id": f"as-{who}-{at}", "relative": f"p-{who}", "agreed_to_be_asked": agreed, "stated_at": at,
                **said, **more}  # fmt: skip

    words = [
        word("ivy", "2021-01-05", "yes"), word("ivy", "2026-04-19", "no"),
        word("bea", "2021-01-05", "yes", valid_to="2026-04-19"),
        word("lena", "2021-01-05", "yes"), word("lena", "2022-01-05", "no", contested_at="2026-04-01"),
        word("sal", "2021-01-05", "yes"), word("sal", "2022-01-05", "no", valid_to="2023-01-01"),
        word("dana", "2021-01-05", "yes"),
    ]  # fmt: skip
    await plant(api, tmp_path_factory.mktemp("words"), assessments=words)
    for day in ("2021-02-01", "2026-04-20"):
        answer = await ask(api, "p-marcus", asOf=day)
        agreed = {step["name"].split()[0]: step["agreedToBeAsked"] for p in answer["paths"] for step in p["steps"]}
        expected = {"Ivy": False, "Bea": None, "Lena": False, "Sal": False, "Dana": True}
        assert {name: agreed[name] for name in expected if name in agreed} == {
            name: value for name, value in expected.items() if name in agreed
        }
        assert agreed.keys() >= {"Ivy", "Dana"}
