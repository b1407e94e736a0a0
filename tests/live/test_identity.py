"""matchQueue, mergePeople, splitPeople and notTheSame: decisions that can be undone, widen nothing and free nobody."""

from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from graphsvc.access.safety import read_near, safety_reading
from graphsvc.access.safety_rules import decide as decide_lines
from graphsvc.access.shields import load_shields
from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph
from graphsvc.engine.follow import Follower
from graphsvc.engine.load import load_columns
from graphsvc.records import family_ties, orders
from graphsvc.records.purge import purge
from tests.live.api import Api, api_on, plant
from tests.live.engine_rows import told
from tests.live.reach_queries import BANDS, REACH, nodes
from tests.live.record_queries import guided, record
from tests.live.safety_families import LINED, Lined, rows_of
from tests.live.stores import dump
from tests.live.test_purge import (
    BELONGS,
    DUE,
    INTEL,
    SIXGROUP,
    TODAY,
    WHOLE,
    barred_in_memory,
    changed,
    ids_of,
    keeper_of,
)
from tests.live.test_purge import OLD as OFFENCE
from tests.live.test_reach_holds import CHANGES, in_bands
from tests.live.test_relatives import tasks
from tests.live.test_review import answer_of, reviewed
from tests.live.test_rights import answered, questioned

FAMILY = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "PERSON", "stated_by": "p-marcus",
          "stated_at": "2026-04-06"}  # fmt: skip
HIDDEN = {"compartment": "HEALTH_HIPAA", "owner": "BPHC"}
QUEUE = """query($state: MatchState, $first: Int, $after: String) {
  matchQueue(state: $state, first: $first, after: $after) {
  __typename ... on MatchQueueAnswer { asOf explanation limitsOfThisAnswer pairs { totalCount
    pageInfo { hasNextPage endCursor } edges { node {
      matchId firstId secondId first { title } second { title } state plausible proposedBy reasons mergedInto
      decisions { what by why } } } } }
  ... on Problem { code } } }"""
PERSON = """query($id: ID!) { person(id: $id) { __typename ... on PersonAnswer { person {
  id title names { given source { agency saidOf } } } } ... on Problem { code message nextStep } }
  node(id: $id) { __typename id } }"""
IVY, OLD = global_id("Person", "p-ivy"), global_id("Person", "p-ivie")
OLD_OF = {"p-ivy": "p-ivie"}


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    """F2, and a second record of Ivy: another spelling, a child of her own, a hidden identifier, nothing screened."""
    api = await api_on(graph, tmp_path)
    await plant(
        api,
        tmp_path / "double",
        people=[{"id": "p-ivie"}, {"id": "p-gil"}],
        names=[
            {"id": "n-ivie", "person": "p-ivie", "given": "Ivie", "family": "Quillford", **FAMILY},
            {"id": "n-gil", "person": "p-gil", "given": "Gil", "family": "Quillford", **FAMILY},
        ],
        births=[
            {"id": "b-ivie", "person": "p-ivie", "born_on": "1953-01-19", **HIDDEN},
            {"id": "b-gil", "person": "p-gil", "born_on": "1980-01-19", **FAMILY},
        ],
        identifiers=[
            {"id": "i-ivie", "person": "p-ivie", "system": "MRN", "value": "77-1", **HIDDEN},
            {"id": "i-ivy", "person": "p-ivy", "system": "MRN", "value": "77-1", **HIDDEN},
        ],
        kin=[
            {"id": "k-ivie-marcus", "relative": "p-ivie", "person": "p-marcus", "role": "MGRMTH", **FAMILY},
            {"id": "k-gil-ivie", "relative": "p-gil", "person": "p-ivie", "role": "SONC", **FAMILY},
        ],
        matches=[{"id": "m-ivy", "person_a": "p-ivy", "person_b": "p-ivie", "weight": "9.5"}],
    )
    return api


async def decided(api: Api, mutation: str, **said: Any) -> dict[str, Any]:
    """What the safety reviewer's mutation answers."""
    return await record(
        api, mutation, "s-safiya", **{"why": "Same clinic number.", "idempotencyKey": uuid4().hex} | said
    )


async def merged(api: Api, keep: str = "p-ivy", other: str = "p-ivie", **said: Any) -> dict[str, Any]:
    return await decided(api, "mergePeople", keep=keep, other=other, **said)


async def queue(api: Api, as_: str = "s-safiya", **said: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.ask(QUEUE, said, as_=as_, purpose="SAFETY_PLANNING"))["matchQueue"]
    return answer


async def placed(api: Api, person: str = "p-marcus") -> dict[str, str]:
    """Relative's global id → the list or band."""
    answer = (await api.ask(REACH, {"person": person}))["relativesToReach"]
    lists = ("needsSafetyCheck", *BANDS)
    return {row["personId"]: name for name in lists for row in nodes(answer[name])}


# ---- the queue ------------------------------------------------------------------------------------------------------


async def test_the_queue_shows_the_pair_with_its_reasons_and_no_hidden_value(api: Api) -> None:
    answer = await queue(api)
    pairs = answer.pop("pairs")
    assert answer == {
        "__typename": "MatchQueueAnswer", "asOf": "2026-04-20",
        "explanation": "Pairs of records that may be one person, those that a person marked plausible first, then"
                       " by id.",
        "limitsOfThisAnswer": ["What is not shared with you is compared and not shown.",
                               "Twins and namesakes agree in much."],
    }  # fmt: skip
    assert (pairs["totalCount"], pairs["pageInfo"]["hasNextPage"]) == (1, False)
    row = pairs["edges"][0]["node"]
    assert row | {"first": 0, "second": 0, "reasons": 0} == {
        "matchId": "m-ivy", "firstId": IVY, "secondId": OLD, "first": 0, "second": 0, "state": "UNDECIDED",
        "plausible": False, "proposedBy": None, "reasons": 0, "mergedInto": None, "decisions": [],
    }  # fmt: skip
    assert "An identifier agrees: MRN." in row["reasons"] and "77-1" not in str(pairs)


@pytest.mark.parametrize("as_", ["s-sam", "s-sofia", "s-ines"])
async def test_nobody_else_may_ask_for_the_queue(api: Api, as_: str) -> None:
    case = {"purpose": "INVESTIGATION", "case": "CASE-1"} if as_ == "s-ines" else {"purpose": "FAMILY_SUPPORT"}
    assert (await api.ask(QUEUE, as_=as_, **case))["matchQueue"] == {
        "__typename": "ForbiddenForRole", "code": "FORBIDDEN_FOR_ROLE",
    }  # fmt: skip


async def test_what_a_person_marked_stands_first_and_pages_hold(api: Api, tmp_path: Path) -> None:
    made = await merged(api, "p-joe", "p-sal", certainty="PLAUSIBLE")
    assert (made["state"], made["keep"]) == ("PLAUSIBLE", global_id("Person", "p-joe"))
    first = (await queue(api, first=1))["pairs"]
    row = first["edges"][0]["node"]
    assert (row["matchId"], row["plausible"], row["proposedBy"]) == (made["matchId"], True, "s-safiya")
    assert row["decisions"] == [{"what": "PLAUSIBLE", "by": "s-safiya", "why": "Same clinic number."}]
    rest = (await queue(api, first=1, after=first["pageInfo"]["endCursor"]))["pairs"]
    assert [edge["node"]["matchId"] for edge in rest["edges"]] == ["m-ivy"] and rest["totalCount"] == 2
    assert (await placed(api))[global_id("Person", "p-joe")] == "needsSafetyCheck"


# ---- one person -----------------------------------------------------------------------------------------------------


async def test_an_old_id_leads_to_the_person_everywhere(api: Api) -> None:
    made = await merged(api)
    assert made == {"__typename": "MergePeoplePayload", "matchId": "m-ivy", "state": "SAME", "keep": IVY, "other": OLD}
    now, old = [await api.ask(PERSON, {"id": id}) for id in (IVY, OLD)]
    assert now == old and now["node"]["id"] == IVY
    said_of = {name["given"]: name["source"]["saidOf"] for name in now["person"]["person"]["names"]}
    assert said_of == {"Ivy": [], "Ivie": [OLD]}
    paths = "query($from: ID!, $to: ID) { influencePaths(person: $from, to: $to) { ... on InfluencePathsAnswer {"
    paths += " paths { endName tieIds } } } }"
    for to in ("p-ivy", "p-ivie"):
        found = await api.ask(paths, {"from": "p-marcus", "to": to})
        assert found == await api.ask(paths, {"from": "p-marcus", "to": IVY})
    avoided = 'query($avoid: [ID!]) { influencePaths(person: "p-marcus", avoid: $avoid) {'
    avoided += " ... on InfluencePathsAnswer { paths { endName } } } }"
    assert await api.ask(avoided, {"avoid": [OLD]}) == await api.ask(avoided, {"avoid": [IVY]})
    kin = "query($id: ID!) { kin(person: $id) { ... on KinAnswer { kin { edges { tieId node { id } } } } } }"
    shown = await api.ask(kin, {"id": "p-ivie"})
    assert "k-gil-ivie" in str(shown) and shown == await api.ask(kin, {"id": "p-ivy"})
    screen = (
        'query($r: ID!) { safetyScreen(person: "p-marcus", relative: $r) { ... on SafetyScreenAnswer { result } } }'
    )
    assert await api.ask(screen, {"r": OLD}) == await api.ask(screen, {"r": IVY})
    search = '{ people(search: "Ivie Quillford") { ... on PeopleAnswer { people { edges { node { id } } } } } }'
    assert [edge["node"]["id"] for edge in (await api.ask(search))["people"]["people"]["edges"]] == [IVY]
    looks = "query($id: ID!) { accessReport(person: $id) { ... on AccessReportAnswer { looks { totalCount } } } }"
    seen = [
        (await api.ask(looks, {"id": id}, as_="s-aude"))["accessReport"]["looks"]["totalCount"] for id in (IVY, OLD)
    ]
    assert seen[0] > 1 and seen[1] >= seen[0]


async def test_an_answer_about_the_old_record_is_found_by_whoever_reviews_it(api: Api) -> None:
    answer = await answer_of(api, "p-ivie")
    await merged(api)
    for id in (IVY, OLD, "p-ivie"):
        found = await reviewed(api, answer, person=id)
        assert (found["personId"], found["named"], found["statements"] != []) == (IVY, True, True)


async def test_a_merge_taken_back_leaves_everything_as_it_was(api: Api, graph: Graph) -> None:
    before, arrays = await export(graph), told(await load_columns(graph))
    made = await merged(api)
    assert await export(graph) != before and told(await load_columns(graph)) != arrays
    again = await merged(api)
    assert (again["code"], again["path"]) == ("MERGED", "other")
    split = await decided(api, "splitPeople", match=made["matchId"])
    assert split == {
        "__typename": "SplitPeoplePayload",
        "matchId": "m-ivy",
        "state": "PLAUSIBLE",
        "keep": IVY,
        "other": OLD,
    }
    assert await export(graph) == before and told(await load_columns(graph)) == arrays
    assert (await decided(api, "splitPeople", match=made["matchId"]))["code"] == "NOT_FOUND"
    rows = (await queue(api))["pairs"]["edges"][0]["node"]
    assert [each["what"] for each in rows["decisions"]] == ["SAME", "SPLIT"]


async def export(graph: Graph) -> list[str]:
    """Every node and tie, but for decisions about pairs, and what was asked and looked at meanwhile."""
    left_out = ("POSSIBLY_SAME_AS", "MERGED_INTO", "Receipt", "Purpose")
    return [line for line in await dump(graph) if not any(f"'{each}'" in line for each in left_out)]


async def test_merges_of_merges_come_apart_in_any_order(api: Api, graph: Graph) -> None:
    before = await export(graph)
    first = await merged(api)
    second = await merged(api, "p-lena", "p-ivy")
    one = await api.ask(PERSON, {"id": OLD})
    assert one["node"]["id"] == global_id("Person", "p-lena")
    await decided(api, "splitPeople", match=first["matchId"])
    assert (await api.ask(PERSON, {"id": OLD}))["node"]["id"] == OLD
    assert (await api.ask(PERSON, {"id": IVY}))["node"]["id"] == global_id("Person", "p-lena")
    await decided(api, "splitPeople", match=second["matchId"])
    assert await export(graph) == before


async def test_two_whom_something_stands_between_are_not_merged(api: Api, graph: Graph) -> None:
    before = await dump(graph)
    refused = await merged(api, "p-ivie", "p-gil")  # her son
    assert (refused["code"], refused["path"]) == ("TIED", "other")
    assert [line for line in await dump(graph) if "Purpose" not in line] == [
        line for line in before if "Purpose" not in line
    ]


@pytest.mark.parametrize("other", ["p-nobody", "p-ivy"])
async def test_what_is_not_on_file_or_the_same_is_refused(api: Api, other: str) -> None:
    assert (await merged(api, "p-ivy", other))["code"] == ("SELF" if other == "p-ivy" else "NOT_FOUND")
    assert (await merged(api, why=" "))["code"] == "MISSING"
    assert (await decided(api, "notTheSame", match="m-none"))["code"] == "NOT_FOUND"


async def test_the_same_request_twice_is_one_decision(api: Api) -> None:
    made = [await merged(api, idempotencyKey="once") for _ in range(2)]
    assert made[0] == made[1]
    assert len((await queue(api, state="SAME"))["pairs"]["edges"][0]["node"]["decisions"]) == 1


# ---- which pair is decided ------------------------------------------------------------------------------------------


async def again(api: Api, folder: Path, id: str, a: str = "p-ivie", b: str = "p-ivy") -> None:
    """A bundle proposes a pair once more."""
    await plant(api, folder / id, matches=[{"id": id, "person_a": a, "person_b": b}])


async def test_two_merges_never_share_a_decision(api: Api, graph: Graph, tmp_path: Path) -> None:
    """Lena, Ivie and Ivy taken for one, Ivie split off and put back: then one merge is taken back, and one alone."""
    await again(api, tmp_path, "a-third", "p-ivie", "p-lena")
    await merged(api)
    second = await merged(api, "p-ivy", "p-lena")
    await decided(api, "splitPeople", match="m-ivy")
    assert (await merged(api))["matchId"] == "m-ivy"
    follower = Follower(graph, tmp_path / "arrays")
    await follower.start()
    await decided(api, "splitPeople", match=second["matchId"])
    rows = await graph.run_alone(
        "MATCH (o:Person)-[g:MERGED_INTO]->(k:Person) RETURN o.id AS o, k.id AS k, g.match AS m"
    )
    assert rows == [{"o": "p-ivie", "k": "p-ivy", "m": "m-ivy"}]
    await kept_in_step(graph, follower)


async def kept_in_step(graph: Graph, follower: Follower) -> None:
    """What is kept in memory is what the graph says, to the last write."""
    world = await follower.at((await graph.run_alone("MATCH (r:Revision {id: 'graph'}) RETURN r.n AS n"))[0]["n"])
    assert world is not None and told(world.columns) == told(await load_columns(graph))
    await follower.close()


async def test_not_the_same_decides_the_pair_that_is_named(api: Api, tmp_path: Path) -> None:
    await again(api, tmp_path, "n-ivy")
    done = await decided(api, "notTheSame", match="n-ivy")
    assert done == {"__typename": "NotTheSamePayload", "matchId": "n-ivy", "state": "DIFFERENT"}
    left = [edge["node"] for edge in (await queue(api))["pairs"]["edges"]]
    assert [(row["matchId"], row["state"], row["decisions"]) for row in left] == [("m-ivy", "UNDECIDED", [])]


async def test_one_person_is_not_two_by_another_proposal(api: Api, tmp_path: Path) -> None:
    """Neither by a second one of the same pair, nor by one of two records that a third made one."""
    await again(api, tmp_path, "n-ivy")
    await merged(api)
    await merged(api, "p-ivy", "p-lena")
    await again(api, tmp_path, "y-late", "p-ivie", "p-lena")
    refused = [await decided(api, "notTheSame", match=match) for match in ("m-ivy", "n-ivy", "y-late")]
    assert [(each["code"], each["path"]) for each in refused] == [("MERGED", "match")] * 3


async def test_a_merge_is_taken_back_whatever_was_proposed_meanwhile(api: Api, tmp_path: Path) -> None:
    await merged(api)
    await again(api, tmp_path, "a-new")
    await decided(api, "splitPeople", match="m-ivy")
    assert (await queue(api, state="SAME"))["pairs"]["edges"] == []
    done = await decided(api, "notTheSame", match="m-ivy")
    assert done == {"__typename": "NotTheSamePayload", "matchId": "m-ivy", "state": "DIFFERENT"}


async def test_whoever_two_made_one_are_taken_for_is_in_doubt_for_the_person_when_one_is_split_off(
    api: Api, tmp_path: Path
) -> None:
    """Ivie proposed as Lena, made one with Ivy, and Lena with both: Lena stays Ivy's double when Ivie goes."""
    await again(api, tmp_path, "a-third", "p-ivie", "p-lena")
    await merged(api)
    second = await merged(api, "p-ivy", "p-lena")
    for match in ("m-ivy", second["matchId"]):
        await decided(api, "splitPeople", match=match)
    rows = {edge["node"]["matchId"]: edge["node"] for edge in (await queue(api, state="PLAUSIBLE"))["pairs"]["edges"]}
    pair = rows[second["matchId"]]
    assert {pair["firstId"], pair["secondId"]} == {IVY, global_id("Person", "p-lena")}


WAITS = {
    "recordTie": (family_ties, {"kind": "SUPPORT", "relative": OLD, "person": "p-marcus", "kinds": ["TRANSPORT"]}),
    "placeHold": (orders, {"person": OLD, "reason": "A quarrel"}),
}


@pytest.mark.parametrize("mutation", WAITS)
async def test_what_waits_for_a_merge_is_recorded_of_the_person(
    api: Api, graph: Graph, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mutation: str
) -> None:
    """Two writers: it was asked for Ivie a moment before a reviewer made her one with Ivy. A split gives it back."""
    module, said = WAITS[mutation]
    real = module.write_once

    async def later(*given: Any) -> Any:
        await merged(api)
        return await real(*given)

    follower = Follower(graph, tmp_path / "arrays")
    await follower.start()
    monkeypatch.setattr(module, "write_once", later)
    made = await record(api, mutation, **said)
    id = made.get("statementId") or made["holdId"]
    at = f"MATCH (a)-[t:SUPPORTS|HELD_BY]->(x) WHERE '{id}' IN [t.id, x.id] RETURN a.id AS a, t.start_record AS was"
    assert await graph.run_alone(at) == [{"a": "p-ivy", "was": "p-ivie"}]
    await kept_in_step(graph, follower)
    await decided(api, "splitPeople", match="m-ivy")
    assert await graph.run_alone(at) == [{"a": "p-ivie", "was": None}]


# ---- a merge widens nothing -----------------------------------------------------------------------------------------


async def test_a_record_of_which_nothing_is_shared_stays_unknown(api: Api, tmp_path: Path) -> None:
    """To whoever sees one record and nothing of the other, the other id answers as one that nobody has."""
    await plant(
        api, tmp_path / "hidden", people=[{"id": "p-veiled"}],
        names=[{"id": "n-veiled", "person": "p-veiled", "given": "Veil", **HIDDEN}],
    )  # fmt: skip
    unknown = await api.ask(PERSON, {"id": "p-nobody"})
    assert await api.ask(PERSON, {"id": "p-veiled"}) == unknown
    shown = (await api.ask(PERSON, {"id": IVY}))["person"]
    assert (await merged(api, "p-ivy", "p-veiled"))["state"] == "SAME"
    assert await api.ask(PERSON, {"id": "p-veiled"}) == unknown
    assert (await api.ask(PERSON, {"id": IVY}))["person"] == shown
    assert (await merged(api, "p-veiled", "p-ivie"))["state"] == "SAME"


async def test_every_statement_keeps_its_class_and_consent_does_not_reach_the_other_record(
    api: Api, graph: Graph, tmp_path: Path
) -> None:
    """His consent covers health; what health says of a second record of his stays closed until he says so again."""
    covers = {"recipients": "EOHHS|BPHC", "capacity": "GUARDIAN", "form": "WRITTEN", "grantor": "p-dana"}
    health = {"compartment": "HEALTH_HIPAA", "owner": "EOHHS"}
    await plant(
        api, tmp_path / "health", people=[{"id": "p-mark"}],
        names=[{"id": "n-mark", "person": "p-mark", "given": "Mark", **health},
               {"id": "n-own", "person": "p-marcus", "given": "Marc", **health}],
        consents=[{"id": "c-health", "person": "p-marcus", "signed_on": "2026-04-01", **covers}],
    )  # fmt: skip
    classes = "MATCH (n:Name) RETURN n.id AS id, n.cls AS cls ORDER BY id"
    before, seen = await graph.run_alone(classes), await given_names(api, "p-marcus", "s-hana")
    await merged(api, "p-marcus", "p-mark")
    assert await graph.run_alone(classes) == before
    assert "Mark" not in await given_names(api, "p-marcus", "s-hana")
    assert await given_names(api, "p-marcus", "s-hana") <= seen


HEALTH = {"compartment": "HEALTH_HIPAA", "owner": "EOHHS"}
COVERS = {"person": "p-marcus", "recipients": ["EOHHS"], "capacity": "GUARDIAN", "form": "WRITTEN", "grantor": "p-dana"}


async def marked(api: Api, folder: Path) -> None:
    """What health says of Marcus, and of a second record of his; and a third record."""
    await plant(
        api, folder, people=[{"id": "p-mark"}, {"id": "p-else"}],
        names=[{"id": "n-mark", "person": "p-mark", "given": "Mark", **HEALTH},
               {"id": "n-own", "person": "p-marcus", "given": "Marc", **HEALTH},
               {"id": "n-else", "person": "p-else", "given": "Else", **FAMILY}],
    )  # fmt: skip


async def test_a_consent_given_since_they_are_one_opens_both(graph: Graph, tmp_path: Path) -> None:
    await api_on(graph, tmp_path / "loaded")
    early = await api_on(graph, tmp_path / "early", bundle=None, now="2026-04-19T09:00")
    await marked(early, tmp_path / "health")
    await merged(early, "p-marcus", "p-mark")
    api = await api_on(graph, tmp_path / "today", bundle=None)
    made = await record(api, "recordConsent", **COVERS)
    assert made["__typename"] == "RecordConsentPayload"
    assert {"Marc", "Mark"} <= await given_names(api, "p-marcus", "s-sam")


async def test_a_consent_given_before_they_were_one_opens_no_third_record(graph: Graph, tmp_path: Path) -> None:
    """Mark is Else since the 10th; the consent is for Marcus, of the 15th; Else is Marcus since the 20th."""
    await api_on(graph, tmp_path / "loaded")
    early = await api_on(graph, tmp_path / "early", bundle=None, now="2026-04-10T09:00")
    await marked(early, tmp_path / "health")
    await merged(early, "p-else", "p-mark")
    own = {"id": "c-else", "person": "p-else", "capacity": "SELF", "form": "WRITTEN", "recipients": "EOHHS"}
    await plant(early, tmp_path / "own", consents=[own | {"signed_on": "2026-04-09"}])
    await record(await api_on(graph, tmp_path / "then", bundle=None, now="2026-04-15T09:00"), "recordConsent", **COVERS)
    api = await api_on(graph, tmp_path / "today", bundle=None)
    assert "Marc" in await given_names(api, "p-marcus", "s-sam")
    await merged(api, "p-marcus", "p-else")
    assert "Mark" not in await given_names(api, "p-marcus", "s-sam")


async def test_a_note_of_a_contact_is_read_by_the_worker_after_a_merge(api: Api) -> None:
    call = {"person": "p-marcus", "relative": "p-ivy", "mode": "PHONE", "outcome": "SPOKE_WILLING"}
    await record(api, "recordContactAttempt", "s-bruno", nextStep="Do not call before six: he listens.", **call)
    before = await tasks(api, "s-sam")
    assert [each["words"] for each in before] == ["Do not call before six: he listens."]
    await merged(api, "p-gil", "p-marcus")
    assert await tasks(api, "s-sam") == [each | {"personId": global_id("Person", "p-gil")} for each in before]


async def given_names(api: Api, person: str, as_: str) -> set[str]:
    found = (await api.ask(PERSON, {"id": person}, as_=as_))["person"].get("person", {"names": []})
    return {name["given"] for name in found["names"]}


async def test_what_a_purge_leaves_goes_back_with_a_split(api: Api, graph: Graph, tmp_path: Path) -> None:
    """Ivie harmed him, and is of a group that Joe told on: five years later both go while she is taken for Ivy."""
    gang = {"gang": "g-one", **BELONGS}
    await plant(
        api, tmp_path / "old",
        harms=[{"id": "h-old", "by": "p-ivie", "to": "p-marcus", "type": "SEXUAL", "status": "SUPPORTED", **OFFENCE}],
        gangs=[{"id": "g-one", "name": "Example Street", **INTEL}],
        affiliations=[{"id": "af-ivie", "person": "p-ivie", "retain_until": "2026-04-19", **gang},
                      {"id": "af-gil", "person": "p-gil", "retain_until": "2028-04-19", **gang}],
        witnesses=[{"id": "w-joe", "witness": "p-joe", "against": "p-gil", **INTEL}],
    )  # fmt: skip
    apart = "MATCH (a)-[x:APART]->(b) RETURN a.id AS a, b.id AS b, x.reach AS reach ORDER BY a, b"
    made = await merged(api)
    assert await purge(keeper_of(api), TODAY, None) == 2
    left = await graph.run_alone(apart)
    assert left == [{"a": "p-ivy", "b": "p-ivy", "reach": "ALONE"}, {"a": "p-ivy", "b": "p-marcus", "reach": "NEAR"},
                    {"a": "p-joe", "b": "p-ivy", "reach": "SELF"}]  # fmt: skip
    await decided(api, "splitPeople", match=made["matchId"])
    back = [{name: OLD_OF.get(value, value) for name, value in row.items()} for row in left]
    assert await graph.run_alone(apart) == sorted(back, key=lambda row: (row["a"], row["b"]))


# ---- a decision frees nobody ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [("p-ivie",), ("p-other", "p-ivie")], ids=["at once", "by way of a third record"])
async def test_a_return_of_before_they_were_one_frees_nobody(
    graph: Graph, tmp_path: Path, way: tuple[str, ...]
) -> None:
    """Ivie asked on the 1st not to be contacted; Ivy came back on the 15th; they are one since the 20th."""
    await api_on(graph, tmp_path / "loaded")
    early = await api_on(graph, tmp_path / "early", bundle=None, now="2026-04-10T09:00")
    tried = {"person": "p-marcus", "mode": "PHONE", "by": "s-sam", **FAMILY}
    no = {"relative": "p-ivie", "at": "2026-04-01T15:00:00Z", "outcome": "ASKED_NOT_TO_CONTACT"}
    back = {"relative": "p-ivy", "at": "2026-04-15T15:00:00Z", "outcome": "SPOKE_WILLING", "inbound": "yes"}
    await plant(early, tmp_path / "rows", people=[{"id": "p-ivie"}, {"id": "p-other"}],
                contact_attempts=[{"id": "ca-no", **no, **tried}])  # fmt: skip
    if len(way) > 1:
        await merged(early, *way)
    today = await api_on(graph, tmp_path / "today", bundle=None)
    await plant(today, tmp_path / "back", contact_attempts=[{"id": "ca-back", **back, **tried}])
    await merged(today, "p-ivy", way[0])
    reading = await safety_reading(graph, "p-marcus", ["p-ivy"], TODAY)
    assert 9 in {found.line for found in decide_lines(reading, "p-ivy", TODAY, today.served.site)}


async def test_whoever_was_in_doubt_waits_until_a_reviewer_decides(api: Api) -> None:
    """Marked, merged, split, found different: Ivy is in no band before a safety reviewer screens her."""
    assert (await placed(api))[IVY] == "reachFirst"
    await merged(api, certainty="PLAUSIBLE")
    assert [(await placed(api))[id] for id in (IVY, OLD)] == ["needsSafetyCheck"] * 2
    await merged(api)
    assert OLD not in await placed(api) and (await placed(api))[IVY] == "needsSafetyCheck"
    await decided(api, "splitPeople", match="m-ivy")
    assert [(await placed(api))[id] for id in (IVY, OLD)] == ["needsSafetyCheck"] * 2
    refused = await decided(api, "notTheSame", match="m-ivy")
    assert refused == {"__typename": "NotTheSamePayload", "matchId": "m-ivy", "state": "DIFFERENT"}
    screens = {"person": "p-marcus", "mode": "MANUAL", "screens": guided("p-ivy", "p-ivie")}
    await record(api, "screenRelatives", **screens)
    assert [(await placed(api))[id] for id in (IVY, OLD)] == ["needsSafetyCheck"] * 2
    await record(api, "screenRelatives", "s-safiya", **screens)
    assert (await placed(api))[IVY] == "reachFirst"


async def test_what_a_bundle_says_of_an_old_id_is_obeyed_for_the_person(api: Api, graph: Graph, tmp_path: Path) -> None:
    await merged(api)
    await plant(
        api, tmp_path / "late",
        orders=[{"id": "o-late", "restrained": "p-ivie", "protected": "p-marcus", "type": "BAIL_NO_CONTACT",
                 "compartment": "CORI", "owner": "PROBATION"}],
    )  # fmt: skip
    assert IVY not in await placed(api)
    rows = await graph.run_alone(
        "MATCH (a)-[o:RESTRAINED_FROM {id: 'o-late'}]->() RETURN a.id AS a, o.start_record AS r"
    )
    assert rows == [{"a": "p-ivy", "r": "p-ivie"}]


def doubles(families: tuple[Lined, ...]) -> dict[str, list[dict[str, str]]]:
    """A second record of each family's relative, of whom no line says anything, screened and in a band."""
    plain = rows_of([Lined(f"twin{lined.name}", None, {}) for lined in families])
    people = {f"p-twin{lined.name}": lined.person for lined in families}
    kept = {noun: plain[noun] for noun in ("people", "names", "births", "kin", "wishes", "screens")}
    return {noun: [{name: people.get(value, value) for name, value in row.items()} for row in rows
                   if set(row.values()).isdisjoint(people) or noun in ("kin", "wishes", "screens")]
            for noun, rows in kept.items()}  # fmt: skip


def twin_of(lined: Lined) -> str:
    return Lined(f"twin{lined.name}", None, {}).relative


async def sequences(graph: Graph, folder: Path, seed: int) -> int:
    """Up to four steps for each family: changes, purges, decisions. Whoever was barred stays out, and so does whoever
    was ever taken for them."""
    rng, out = Random(seed), set[str]()
    api = await api_on(graph, folder / f"home-{seed}")
    await plant(api, folder / f"{seed}", **rows_of((*LINED, SIXGROUP)))
    await plant(api, folder / f"{seed}-doubles", **doubles(WHOLE))
    before = await barred_in_memory(api)
    for step in range(4):
        done = {lined.name: rng.choice((*CHANGES, "purge", *DECIDE, *DECIDE)) for lined in WHOLE}
        for name, text in {**CHANGES, "purge": DUE}.items():
            await changed(graph, text, [id for lined in WHOLE if done[lined.name] == name for id in ids_of(lined)])
        await purge(keeper_of(api), TODAY, None)
        await graph.write("import_revision", people=[], groups=[], all=True, token=f"t{seed}-{step}")
        for lined in WHOLE:
            if done[lined.name] in DECIDE and await decide(api, rng, lined, done[lined.name]):
                out.add(lined.name)
        await nobody_came_free(api, out, before, f"seed {seed}, step {step}: {done}")
    return len(WHOLE)


DECIDE = ("PLAUSIBLE", "SAME", "SPLIT", "DIFFERENT")


async def decide(api: Api, rng: Random, lined: Lined, what: str) -> bool:
    """The decision, where it can be taken; whether it made the two one, or plausibly one."""
    pair = [lined.relative, twin_of(lined)]
    rng.shuffle(pair)
    rows = await api.served.graph.run_alone(
        "MATCH (:Person {id: $a})-[m:POSSIBLY_SAME_AS]-(:Person {id: $b}) RETURN m.id AS id", a=pair[0], b=pair[1]
    )
    if what in ("PLAUSIBLE", "SAME"):
        return "matchId" in await merged(api, *pair, certainty=what)
    if rows:
        await decided(api, "splitPeople" if what == "SPLIT" else "notTheSame", match=rows[0]["id"])
    return False


async def nobody_came_free(api: Api, out: set[str], before: set[str], said: str) -> None:
    shields = await load_shields(api.served.graph)
    for lined in WHOLE:
        ids = [lined.relative, *([twin_of(lined)] if lined.name in out else [])]
        banded = in_bands((await api.ask(REACH, {"person": lined.person}))["relativesToReach"])
        ones = [row["id"] for row in await api.served.graph.run_alone(
            "UNWIND $ids AS id MATCH (:Person {id: id})-[:MERGED_INTO*0..9]->(p) WHERE NOT (p)-[:MERGED_INTO]->()"
            " RETURN DISTINCT p.id AS id", ids=ids)]  # fmt: skip
        assert not {global_id("Person", id) for id in (*ids, *ones)} & banded, (lined.name, said)
        barred = shields.barred(await read_near(api.served.graph, lined.person, TODAY), TODAY, api.served.site)
        assert lined.name not in before or all(one in barred for one in ones), (lined.name, said)


async def test_a_hundred_sequences_with_merges_and_splits_free_nobody(graph: Graph, tmp_path: Path) -> None:
    assert sum([await sequences(graph, tmp_path, seed) for seed in range(3)]) > 100


@pytest.mark.nightly
async def test_a_thousand_sequences_with_merges_and_splits_free_nobody(graph: Graph, tmp_path: Path) -> None:
    assert sum([await sequences(graph, tmp_path, seed) for seed in range(100, 130)]) > 1000


# ---- holds ----------------------------------------------------------------------------------------------------------


async def test_a_hold_is_renewed_from_today_and_its_reason_is_nowhere(api: Api, graph: Graph) -> None:
    hold = (await record(api, "placeHold", person="p-ivy", reason="A quarrel on the stairs"))["holdId"]
    await graph.run_alone("MATCH (h:Hold) SET h.placed_on = date('2026-02-01'), h.ends_on = date('2026-03-03')")
    assert (await placed(api))[IVY] == "needsSafetyCheck"
    made = await decided(api, "renewHold", hold=hold)
    assert made == {"__typename": "RenewHoldPayload", "holdId": hold, "endsOn": "2026-05-20"}
    answer = str((await api.ask(REACH, {"person": "p-marcus"}))["relativesToReach"])
    assert "quarrel" not in answer and "clinic" not in answer
    assert (await placed(api))[IVY] == "needsSafetyCheck"


async def test_a_hold_that_a_reviewer_ends_leaves_a_new_screen_to_be_made(api: Api) -> None:
    hold = (await record(api, "placeHold", person="p-ivy", reason="A quarrel"))["holdId"]
    made = await decided(api, "endHold", hold=hold)
    assert made == {"__typename": "EndHoldPayload", "holdId": hold, "endedOn": "2026-04-20"}
    assert (await placed(api))[IVY] == "needsSafetyCheck"
    assert (await decided(api, "renewHold", hold=hold))["code"] == "ENDED"
    await record(api, "screenRelatives", person="p-marcus", mode="MANUAL", screens=guided("p-ivy"))
    assert (await placed(api))[IVY] == "reachFirst"


async def test_an_imported_hold_that_ends_moves_nobody_into_a_band(api: Api, tmp_path: Path) -> None:
    await plant(api, tmp_path / "hold", holds=[
        {"id": "h-old", "person": "p-ivy", "placed_by": "s-cora", "placed_on": "2026-04-01", "reason": "x",
         "compartment": "FAMILY", "owner": "EOHHS"}])  # fmt: skip
    await decided(api, "endHold", hold="h-old")
    assert (await placed(api))[IVY] == "needsSafetyCheck"
    assert (await decided(api, "endHold", hold="h-none"))["code"] == "NOT_FOUND"


# ---- what was questioned --------------------------------------------------------------------------------------------

STATE = """MATCH ()-[k:KIN_OF {id: 'k-ivie-marcus'}]->() RETURN k.verification AS verification, k.sealed AS sealed,
  k.cls = 0 AS absent, k.contested_at IS NOT NULL AS doubted"""
SEALED = {"verification": "DISPROVEN", "sealed": True, "absent": True, "doubted": True}
KEPT = {"verification": "STATED", "sealed": False, "absent": False, "doubted": False}


@pytest.mark.parametrize(("outcome", "state"), [("UPHELD", SEALED), ("REJECTED", KEPT)])
async def test_an_answer_reaches_what_was_merged_since(
    api: Api, graph: Graph, outcome: str, state: dict[str, Any]
) -> None:
    """By the supervisor of whose circle the person is now, and in what stands there now."""
    raised = await questioned(api, "k-ivie-marcus")
    await merged(api)
    assert (await answered(api, raised, outcome, seal=outcome == "UPHELD"))["outcome"] == outcome
    assert await graph.run_alone(STATE) == [state]


async def test_an_answer_reaches_what_was_split_since(api: Api, graph: Graph) -> None:
    made = await merged(api)
    raised = await questioned(api, "k-ivie-marcus")
    await decided(api, "splitPeople", match=made["matchId"])
    assert (await answered(api, raised, "UPHELD", seal=True))["outcome"] == "UPHELD"
    assert await graph.run_alone(STATE) == [SEALED]


async def test_an_answer_about_what_is_on_file_no_more_is_refused(api: Api, graph: Graph) -> None:
    raised = await questioned(api, "k-ivie-marcus")
    await graph.run_alone("MATCH ()-[k:KIN_OF {id: 'k-ivie-marcus'}]->() DELETE k", label="gone")
    refused = await answered(api, raised, "REJECTED", "s-priya")
    assert (refused["code"], refused["path"]) == ("CHANGED", "contest")
