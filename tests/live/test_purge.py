"""The purge deletes what its preview showed and nothing else, everywhere; and it frees nobody (definitions.md §4)."""

import asyncio
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner

from graphsvc import cli
from graphsvc.access.safety import read_near
from graphsvc.access.shields import load_shields
from graphsvc.api.ids import global_id
from graphsvc.app import purge_on_record
from graphsvc.audit.people import pseudonyms
from graphsvc.audit.trees import FOLDER
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.engine.follow import Follower
from graphsvc.errors import PurgeRefused
from graphsvc.records import purge as purging
from graphsvc.records.purge import Keeper, preview, purge
from tests.audit_files import lines_in
from tests.live.api import Api, api_on, plant
from tests.live.reach_queries import REACH
from tests.live.record_queries import guided, record
from tests.live.safety_families import LINED, Lined, rows_of
from tests.live.stores import dump
from tests.live.test_reach_holds import BARRED, CHANGES, in_bands

INTEL = {"compartment": "INTEL_28CFR23", "owner": "BPD", "stated_as": "OFFICER"}
OLD = {**INTEL, "stated_at": "2020-04-01", "recorded_at": "2020-04-01T09:00:00-04:00"}
TODAY = date(2026, 4, 20)
BELONGS = {
    "gang": "g-one", "status": "VERIFIED_MEMBER", "criteria": "SELF_ADMISSION", "evidence": "r 1|r 2",
    "verified_by": "s-ivan", "stated_by": "s-ines", "valid_from": "2025-01-01", **INTEL,
}  # fmt: skip
PREVIEW = """query($on: Date) { purgePreview(on: $on) { __typename ... on PurgePreviewAnswer {
  records { totalCount edges { node { recordId kind owner due held } } } counts { owner kind held records } } } }"""


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    return await api_on(graph, tmp_path)


def keeper_of(api: Api) -> Keeper:
    served = api.served
    return Keeper(served.graph, served.site, served.settings.home, served.gate.policy_version)


async def some(api: Api, folder: Path) -> None:
    """Three records past their time on 20 April 2026, and three that are not."""
    await plant(
        api,
        folder,
        people=[{"id": f"p-{n}"} for n in range(4)],
        births=[{"id": f"b-{n}", "person": f"p-{n}", "born_on": "1990-01-01", "compartment": "PUBLIC", "owner": "BPHC"}
                for n in range(4)],
        gangs=[{"id": "g-one", "name": "Example Street", **INTEL}],
        affiliations=[
            {"id": "af-over", "person": "p-0", "retain_until": "2026-04-19", **BELONGS},
            {"id": "af-last", "person": "p-1", "retain_until": "2026-04-20", **BELONGS},
            {"id": "af-long", "person": "p-2", "retain_until": "2029-01-01", **BELONGS},
        ],
        names=[{"id": "n-old", "person": "p-0", "given": "Quickfoot", "kind": "STREET", **OLD},
               {"id": "n-new", "person": "p-0", "given": "Slowhand", **OLD, "stated_at": "2021-04-20"}],
        co_fios=[{"id": "cf-old", "person_a": "p-0", "person_b": "p-3", "incident": "f-1", "at": "2020-04-01", **OLD}],
    )  # fmt: skip


async def test_the_preview_says_what_goes_and_that_goes(api: Api, graph: Graph, tmp_path: Path) -> None:
    await some(api, tmp_path / "some")
    keeper, before = keeper_of(api), await dump(graph)
    said = await preview(keeper, TODAY)
    assert said.text.splitlines()[:-1] == [
        "AFFILIATIONS af-over BPD 2026-04-19", "CO_FIOS cf-old BPD 2025-04-01", "NAMES n-old BPD 2025-04-01",
        "1 AFFILIATIONS of BPD", "1 CO_FIOS of BPD", "1 NAMES of BPD",
    ]  # fmt: skip
    assert await dump(graph) == before
    shown = (await api.ask(PREVIEW, as_="s-ivan", purpose="AUDIT"))["purgePreview"]
    assert [edge["node"]["recordId"] for edge in shown["records"]["edges"]] == ["af-over", "cf-old", "n-old"]
    assert shown["counts"][0] == {"owner": "BPD", "kind": "AFFILIATIONS", "held": False, "records": 1}
    before = await dump(graph)  # with the purpose that was opened
    assert await purge(keeper, TODAY, said.token) == 3
    after = await dump(graph)
    gone = [line for line in before if line not in after]
    assert sorted(each for each in ("af-over", "cf-old", "n-old") if any(f"'{each}'" in line for line in gone)) == [
        "af-over", "cf-old", "n-old",
    ]  # fmt: skip
    assert len(gone) == 4  # the name's node and its tie to the person, the two ties
    new = [line for line in after if line not in before]
    assert len(new) == 3 and all("Tombstone" in line for line in new)
    text = "\n".join(after)
    assert not [word for word in ("af-over", "cf-old", "n-old", "Quickfoot") if word in text]
    assert await purge(keeper, TODAY, None) == 0


async def test_a_preview_shows_what_is_shared_and_no_more(api: Api, tmp_path: Path) -> None:
    """Intelligence is nobody's outside law enforcement, a privacy officer of another sector included."""
    await some(api, tmp_path / "some")
    assert (await api.ask(PREVIEW, as_="s-priya", purpose="AUDIT"))["purgePreview"] == {
        "__typename": "PurgePreviewAnswer", "records": {"totalCount": 0, "edges": []}, "counts": [],
    }  # fmt: skip
    assert (await api.ask(PREVIEW, as_="s-sam"))["purgePreview"]["__typename"] == "ForbiddenForRole"
    later = (await api.ask(PREVIEW, {"on": "2029-06-01"}, as_="s-ivan", purpose="AUDIT"))["purgePreview"]
    assert later["records"]["totalCount"] == 6


async def test_a_contact_goes_whoever_may_see_it_and_is_previewed_to_those_alone(api: Api, tmp_path: Path) -> None:
    """touchpoints.csv decides: police see a street stop; of a visit only where they took part."""
    visit = {"person": "p-0", "agency": "BPD", "at": "2020-04-01T10:00:00-04:00", **OLD}
    await plant(
        api,
        tmp_path / "contacts",
        people=[{"id": "p-0"}],
        touchpoints=[
            {"id": "t-stop", "type": "FIO", **visit},
            {"id": "t-theirs", "type": "HOME_VISIT", "parties": "BPD", **visit, "agency": "BPS"},
            {"id": "t-visit", "type": "HOME_VISIT", **visit, "agency": "BPS"},
        ],
    )
    shown = (await api.ask(PREVIEW, as_="s-ivan", purpose="AUDIT"))["purgePreview"]
    assert [edge["node"]["recordId"] for edge in shown["records"]["edges"]] == ["t-stop", "t-theirs"]
    assert shown["counts"] == [{"owner": "BPD", "kind": "TOUCHPOINTS", "held": False, "records": 2}]
    said = await preview(keeper_of(api), TODAY)
    assert {each.id for each in said.records} == {"t-stop", "t-theirs", "t-visit"}
    assert await purge(keeper_of(api), TODAY, said.token) == 3


async def test_a_purge_of_something_else_is_refused_and_one_that_was_cut_off_goes_on(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await some(api, tmp_path / "some")
    keeper = keeper_of(api)
    token, whole = (await preview(keeper, TODAY)).token, purging._batch
    monkeypatch.setattr(purging, "BATCH", 1)

    async def killed(keeper: Keeper, on: date, token: str, batch: tuple[Any, ...]) -> int:
        if batch[0].id != "af-over":
            raise KeyboardInterrupt
        return await whole(keeper, on, token, batch)

    monkeypatch.setattr(purging, "_batch", killed)
    with pytest.raises(KeyboardInterrupt):
        await purge(keeper, TODAY, token)
    monkeypatch.setattr(purging, "_batch", whole)
    await plant(api, tmp_path / "more", names=[{"id": "n-more", "person": "p-1", "given": "Latecomer", **OLD}])
    with pytest.raises(PurgeRefused):
        await purge(keeper, TODAY, token)
    await api.served.graph.run_alone("MATCH (n:Name {id: 'n-more'}) DETACH DELETE n", label="as before")
    assert await purge(keeper, TODAY, token) == 2
    assert (await preview(keeper, TODAY)).records == ()


async def test_what_was_validated_or_held_between_two_batches_stays(
    api: Api, graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await some(api, tmp_path / "some")
    whole = purging._batch

    async def later(keeper: Keeper, on: date, token: str, batch: tuple[Any, ...]) -> int:
        await graph.run_alone(
            "MATCH ()-[r:AFFILIATED_WITH {id: 'af-over'}]->() SET r.retain_until = date('2027-01-01')"
        )
        await record(api, "placeLegalHold", "s-priya", subject="n-old", endsOn="2026-12-31", reason="A claim")
        return await whole(keeper, on, token, batch)

    monkeypatch.setattr(purging, "_batch", later)
    assert await purge(keeper_of(api), TODAY, None) == 1
    assert {each for each in ("af-over", "n-old", "cf-old") if f"'{each}'" in "\n".join(await dump(graph))} == {
        "af-over", "n-old",
    }  # fmt: skip


async def test_a_legal_hold_keeps_a_record_or_a_person_until_its_day(api: Api, graph: Graph, tmp_path: Path) -> None:
    await some(api, tmp_path / "some")
    for subject in ("af-over", "p-3", "p-nobody"):
        said = {"subject": subject, "endsOn": "2026-04-20", "reason": f"Claim {subject}", "idempotencyKey": uuid4().hex}
        assert await record(api, "placeLegalHold", "s-priya", **said) == {
            "__typename": "PlaceLegalHoldPayload", "endsOn": "2026-04-20",
        }  # fmt: skip
    held = (await api.ask(PREVIEW, as_="s-ivan", purpose="AUDIT"))["purgePreview"]["records"]["edges"]
    assert [(edge["node"]["recordId"], edge["node"]["held"]) for edge in held] == [
        ("af-over", True), ("cf-old", True), ("n-old", False),
    ]  # fmt: skip
    assert await purge(keeper_of(api), TODAY, None) == 1
    await record(api, "placeLegalHold", "s-priya", subject="p-3", endsOn="2026-04-19", reason="Withdrawn")
    assert [each.id for each in (await preview(keeper_of(api), TODAY)).records if not each.held] == ["cf-old"]
    assert await purge(keeper_of(api), date(2026, 4, 21), None) == 4
    assert "Claim af-over" not in "\n".join(await dump(graph))


async def test_what_a_hold_keeps_stays_kept_when_a_record_is_split_off(api: Api, tmp_path: Path) -> None:
    """Placed while two records were one person, it keeps what is said of either until its day, or a newer one's."""
    await some(api, tmp_path / "some")
    await plant(api, tmp_path / "also", names=[{"id": "n-3", "person": "p-3", "given": "Quick", **OLD}])
    said = {"subject": "p-3", "reason": "Claim"}
    made = await record(api, "mergePeople", "s-safiya", keep="p-3", other="p-1", why="The same.")
    await plant(api, tmp_path / "late", names=[{"id": "n-1", "person": "p-1", "given": "Quick", **OLD}])
    await record(api, "placeLegalHold", "s-priya", endsOn="2027-04-20", **said)

    async def held() -> list[str]:
        return [each.id for each in (await preview(keeper_of(api), TODAY)).records if each.held]

    assert await held() == ["cf-old", "n-1", "n-3"]
    await record(api, "splitPeople", "s-safiya", match=made["matchId"], why="Two.")
    assert await held() == ["cf-old", "n-1", "n-3"]
    await record(api, "placeLegalHold", "s-priya", endsOn="2027-05-20", **said)
    assert await held() == ["cf-old", "n-1", "n-3"]
    await record(api, "placeLegalHold", "s-priya", endsOn="2026-04-19", **said)
    assert await held() == []
    await record(api, "placeLegalHold", "s-priya", endsOn="2027-06-20", **said)
    assert await held() == ["cf-old", "n-3"]


async def test_what_was_kept_in_memory_and_on_disk_goes_too(api: Api, graph: Graph, tmp_path: Path) -> None:
    await some(api, tmp_path / "some")
    folder = api.served.settings.home / "arrays"
    follower = Follower(graph, folder)
    await follower.start()
    try:
        assert b"af-over" in (folder / "arrays").read_bytes()
        await purge(keeper_of(api), TODAY, None)
        until = asyncio.get_running_loop().time() + 20
        world = None
        while world is None and asyncio.get_running_loop().time() < until:
            (row,) = await graph.run_alone("MATCH (r:Revision {id: 'graph'}) RETURN r.n AS n")
            world = await follower.at(row["n"])
            await asyncio.sleep(0.05)
        assert world and world.columns.lateness == 0
        kept = (folder / "arrays").read_bytes()
        assert b"af-long" in kept and b"af-over" not in kept and b"cf-old" not in kept
    finally:
        await follower.close()


async def test_without_a_server_the_file_goes(api: Api, tmp_path: Path) -> None:
    await some(api, tmp_path / "some")
    folder = api.served.settings.home / "arrays"
    folder.mkdir()
    (folder / "arrays").write_bytes(b"af-over")
    await purge(keeper_of(api), TODAY, None)
    assert not (folder / "arrays").exists()


async def test_the_receipts_of_what_went_go(api: Api, graph: Graph, tmp_path: Path) -> None:
    await some(api, tmp_path / "some")
    said = {"gang": "g-one", "status": "VERIFIED_MEMBER", "criteria": ["SELF_ADMISSION"], "evidence": ["r 8", "r 9"],
            "activity": "Burglary", "confidence": "POSSIBLE", "controlOfficial": "s-ivan"}  # fmt: skip
    made = await record(api, "submitIntel", "s-ines", person="p-3", idempotencyKey="one", **said)
    decided = await record(api, "approveIntel", "s-ivan", submission=made["submissionId"], retainUntil="2026-05-01")
    waits = await record(api, "submitIntel", "s-ines", person="p-2", idempotencyKey="two", **said)
    ids = {decided["affiliationId"], waits["submissionId"]}
    said_on = await preview(keeper_of(api), date(2026, 7, 20))
    assert ids < {each.id for each in said_on.records} and decided["affiliationId"] == made["submissionId"]
    await purge(keeper_of(api), date(2026, 7, 20), said_on.token)
    text = "\n".join(await dump(graph))
    assert not [each for each in (*ids, "r 8", "Burglary") if each in text]


async def test_a_record_with_a_short_id_takes_nobody_elses_receipt_along(api: Api, tmp_path: Path) -> None:
    """Sent again it would be written twice."""
    await some(api, tmp_path / "some")
    await plant(api, tmp_path / "short", names=[{"id": "i", "person": "p-0", "given": "Quick", **OLD}])
    said = {"gang": "g-one", "status": "VERIFIED_MEMBER", "criteria": ["SELF_ADMISSION"], "evidence": ["r 8", "r 9"],
            "activity": "Burglary", "confidence": "POSSIBLE", "controlOfficial": "s-ivan", "person": "p-3"}  # fmt: skip
    made = await record(api, "submitIntel", "s-ines", idempotencyKey="once", **said)
    assert "i" in {each.id for each in (await preview(keeper_of(api), TODAY)).records}
    assert await purge(keeper_of(api), TODAY, None) == 4
    assert await record(api, "submitIntel", "s-ines", idempotencyKey="once", **said) == made


async def test_the_command_previews_and_purges(
    api: Api, connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await some(api, tmp_path / "some")
    (tmp_path / "password").write_text(connection.password)
    told = {"HOME": str(tmp_path / "home"), "NEO4J_URI": connection.uri, "NEO4J_USER": connection.user,
            "NEO4J_PASSWORD_FILE": str(tmp_path / "password"), "CLOCK": "2026-04-20T09:00"}  # fmt: skip
    for name, value in told.items():
        monkeypatch.setenv(f"GRAPHSVC_{name}", value)

    async def run(*words: str) -> tuple[int, str]:
        done = await asyncio.to_thread(CliRunner().invoke, cli.main, ["purge", *words])
        return done.exit_code, done.output

    code, text = await run("--preview")
    token = text.split()[-1]
    assert (code, len(text.splitlines()), len(token)) == (0, 7, 32)
    assert (await run())[0] == (await run("--on", "2026-04-21", "--whatever-is-due"))[0] == 2
    assert (await run("--token", "0" * 32))[0] == 2
    assert await run("--token", token) == (0, "3 records purged.\n")
    assert await run("--whatever-is-due") == (0, "0 records purged.\n")


# ---- definitions.md §4 ----------------------------------------------------------------------------------------------

GANG = {"gangs": [{"name": "Sample Street", **INTEL}]}
MEMBER = {**BELONGS, "gang": "gangs-sixgroup-0", "valid_from": "2026-04-01", "retain_until": "2027-01-01"}
NOTICED = {"notice_person_at": "2026-03-01", "notice_guardian_at": "2026-03-01", "approved_by": "s-ivan"}
SIXGROUP = Lined(
    "sixgroup",
    None,
    {
        **GANG,
        "affiliations": [{"person": "{P}", **MEMBER, **NOTICED}, {"person": "m-sixgroup", **MEMBER}],
        "witnesses": [{"witness": "{R}", "against": "m-sixgroup", "matter": "OPEN"}],
    },
)
"""R is a witness against another member of P's group, P's own mother: concealed while both belong to it."""
WHOLE = (*BARRED, SIXGROUP)
DUE = """SET x.compartment = 'INTEL_28CFR23', x.stated_at = date('2015-01-01'), x.valid_from = date('2015-01-01'),
  x.recorded_at = datetime('2015-01-01T00:00:00Z')"""


def ids_of(lined: Lined) -> list[str]:
    return [f"{noun}-{lined.name}-{i}" for noun, rows in lined.rows.items() for i in range(len(rows))]


async def changed(graph: Graph, text: str, ids: list[str]) -> None:
    await graph.run_alone(f"MATCH (x) WHERE x.id IN $ids {text}", label="change", ids=ids)
    await graph.run_alone(f"MATCH ()-[x]->() WHERE x.id IN $ids {text}", label="change", ids=ids)


async def sequences(graph: Graph, folder: Path, seed: int) -> int:
    """One to three changes of each family's protective facts, then a look at who came free; how many sequences."""
    rng = Random(seed)
    api = await api_on(graph, folder / f"home-{seed}")
    await plant(api, folder / f"{seed}", **rows_of((*LINED, SIXGROUP)))
    before = await barred_in_memory(api)
    assert len(before) > 30
    steps = {
        lined.name: [rng.choice((*CHANGES, "purge", "purge")) for _ in range(rng.randint(1, 3))] for lined in WHOLE
    }
    for step in range(3):
        for name, text in {**CHANGES, "purge": DUE}.items():
            hit = [each for each in WHOLE if steps[each.name][step:][:1] == [name]]
            await changed(
                graph,
                text,
                [rng.choice(ids_of(each)) if each is SIXGROUP else id for each in hit for id in ids_of(each)],
            )
        await purge(keeper_of(api), TODAY, None)
    await graph.write("import_revision", people=[], groups=[], all=True, token=f"t{seed}")
    after = await barred_in_memory(api)
    for lined in WHOLE:
        answer = (await api.ask(REACH, {"person": lined.person}))["relativesToReach"]
        assert global_id("Person", lined.relative) not in in_bands(answer), (seed, lined.name, steps[lined.name])
        assert lined.name in after or lined.name not in before, (seed, lined.name, steps[lined.name])
    return len(WHOLE)


async def barred_in_memory(api: Api) -> set[str]:
    """The families whose relative no path may end at or pass, by the facts in memory."""
    graph, shields = api.served.graph, await load_shields(api.served.graph)
    found = set()
    for lined in WHOLE:
        near = await read_near(graph, lined.person, TODAY)
        if lined.relative in shields.barred(near, TODAY, api.served.site):
            found.add(lined.name)
    return found


async def test_a_hundred_sequences_of_changes_and_purges_free_nobody(graph: Graph, tmp_path: Path) -> None:
    assert sum([await sequences(graph, tmp_path, seed) for seed in range(3)]) > 100


@pytest.mark.nightly
async def test_a_thousand_sequences_of_changes_and_purges_free_nobody(graph: Graph, tmp_path: Path) -> None:
    assert sum([await sequences(graph, tmp_path, seed) for seed in range(100, 130)]) > 1000


HARM = {"harms": [{"by": "{R}", "to": "{P}", "type": "PHYSICAL", "status": "ALLEGED", **OLD}]}
HARMED = Lined("purgedharm", None, HARM)


async def lists_of(api: Api) -> dict[str, bool]:
    """Where P's uncle stands: held, in a band, or neither."""
    answer = (await api.ask(REACH, {"person": HARMED.person}))["relativesToReach"]
    held = {edge["node"]["personId"] for edge in answer["needsSafetyCheck"]["edges"]}
    relative = global_id("Person", HARMED.relative)
    return {"held": relative in held, "banded": relative in in_bands(answer)}


async def test_a_purged_harm_leaves_a_pair_that_only_a_safety_reviewer_settles(
    api: Api, graph: Graph, tmp_path: Path
) -> None:
    await plant(api, tmp_path / "harm", **rows_of([HARMED]))
    assert await lists_of(api) == {"held": False, "banded": False}
    assert await purge(keeper_of(api), TODAY, None) == 1
    left = await graph.run_alone("MATCH (a)-[r:APART]->(b) RETURN a.id AS a, b.id AS b, properties(r) AS told")
    told = left[0]["told"]
    assert ({left[0]["a"], left[0]["b"]}, len(left)) == ({HARMED.person, HARMED.relative}, 1)
    assert set(told) == {"id", "reach", "since"} and (told["reach"], told["since"]) == ("NEAR", TODAY)
    assert await lists_of(api) == {"held": True, "banded": False}

    by_worker = {"person": HARMED.person, "mode": "MANUAL", "screens": guided(HARMED.relative)}
    await record(api, "screenRelatives", **by_worker)
    assert await lists_of(api) == {"held": True, "banded": False}
    consent = {"person": HARMED.person, "grantor": HARMED.relative, "capacity": "GUARDIAN", "form": "WRITTEN",
               "recipients": ["EOHHS"]}  # fmt: skip
    assert (await record(api, "recordConsent", **consent))["code"] == "GRANTOR_NOT_ACCEPTED"

    await record(api, "screenRelatives", "s-safiya", **by_worker)
    assert await lists_of(api) == {"held": False, "banded": True}


async def test_what_a_reviewer_settled_before_the_purge_stays_settled(api: Api, graph: Graph, tmp_path: Path) -> None:
    await plant(api, tmp_path / "harm", **rows_of([HARMED]))
    await graph.run_alone("MATCH ()-[h:HARMED]->() SET h.status = 'UNSUPPORTED'", label="found untrue")
    await graph.write("import_revision", people=[], groups=[], all=True, token="untrue")
    await record(api, "screenRelatives", "s-safiya", person=HARMED.person, mode="MANUAL",
                 screens=guided(HARMED.relative))  # fmt: skip
    assert await lists_of(api) == {"held": False, "banded": True}
    assert await purge(keeper_of(api), TODAY, None) == 1
    assert await lists_of(api) == {"held": False, "banded": True}
    assert "harms-purgedharm-0" not in "\n".join(await dump(graph))


async def test_the_words_of_a_contest_about_a_purged_record_go_with_it(api: Api, graph: Graph, tmp_path: Path) -> None:
    await some(api, tmp_path / "some")
    over = {"id": "af-dre", "person": "p-dre", "retain_until": "2026-04-25", **BELONGS}
    await plant(api, tmp_path / "over", affiliations=[over])
    words = {"questioned": "He never was one of them", "why": "He lived in Xanadu", "wouldBe": "Nothing"}
    raised = [
        await record(api, "contest", "s-ines", statement="af-dre", idempotencyKey=f"c{n}", **words) for n in range(2)
    ]
    assert [each["__typename"] for each in raised] == ["ContestPayload"] * 2
    answered = {"outcome": "REJECTED", "reason": "Looked up in Xanadu."}
    assert (await record(api, "answerContest", "s-ivan", contest=raised[0]["contestId"], **answered))["outcome"]
    assert await purge(keeper_of(api), date(2026, 4, 30), None) == 6
    text = "\n".join(await dump(graph))
    assert not [word for word in ("Xanadu", "never was") if word in text]
    left = await graph.run_alone("MATCH (c:Contest) RETURN c.id AS id, c.state AS state, c.people AS people")
    assert left == [{"id": raised[0]["contestId"], "state": "REJECTED", "people": []}]


async def test_a_purge_is_on_record_with_whom_it_was_about(api: Api, tmp_path: Path) -> None:
    await some(api, tmp_path / "some")
    keeper, clock = keeper_of(api), api.served.clock
    with pytest.raises(PurgeRefused):
        await purge_on_record(keeper, clock, TODAY, "0" * 32)
    assert await purge_on_record(keeper, clock, TODAY, None) == 3
    found = [line for line in lines_in(keeper.home / FOLDER) if line["field"] == "purge"]
    told = [(line["decision"], line["rows"]) for line in found]  # a tree for each purge, in the order of their names
    assert sorted(told) == [("ALLOWED", 3), ("INTENT", 0), ("INTENT", 0), ("PURGE_REFUSED", 0)]
    (done,) = [line for line in found if line["decision"] == "ALLOWED"]
    assert all(line["user"].startswith("shell:") for line in found)
    named = pseudonyms(keeper.home)
    assert set(done["people"]) == set(named.of(["p-0", "p-3"]))


AT_WORK = """MATCH (n:ContactNote|Introduction|Draft|OutreachPlan|FamilyMeeting)
RETURN labels(n)[0] AS label, count(*) AS n ORDER BY label"""


async def test_what_only_told_a_worker_something_goes_when_nobody_is_told_any_more(api: Api, graph: Graph) -> None:
    """Notes of contacts and requests for introductions after ninety days, drafts after thirty; what was planned, held
    and done stays, as what was said does."""
    marcus, called = {"person": "p-marcus", "relative": "p-ivy"}, {"nextStep": "Ring", "idempotencyKey": "called"}
    await record(api, "recordContactAttempt", "s-bruno", mode="PHONE", outcome="SPOKE_WILLING", **called, **marcus)
    await record(api, "requestWarmIntroduction", reasonCode="CASE_WORK", **marcus)
    await record(api, "planOutreach", mode="PHONE", words="Hello", **marcus)
    await record(api, "recordMeeting", person="p-marcus", kind="FTM", heldOn="2026-04-19", attendees=["p-ivy"])
    form = {"wish": "YES", "statedAs": "PERSON", "statedBy": "p-marcus", "draft": True, **marcus}
    assert (await record(api, "recordWish", **form))["__typename"] == "DraftSaved"
    stand = {"ContactNote": 1, "Draft": 1, "FamilyMeeting": 1, "Introduction": 1, "OutreachPlan": 1}
    assert await _at_work(graph) == stand

    keeper, last = keeper_of(api), date(2026, 7, 19)
    assert (await preview(keeper, last)).records == ()
    assert await purge(keeper, last, None) == 0 and "Draft" not in await _at_work(graph)
    said = await preview(keeper, date(2026, 7, 20))
    assert said.text.splitlines()[-3:-1] == ["1 CONTACT_NOTES of EOHHS", "1 INTRODUCTIONS of EOHHS"]
    on = {"on": "2026-07-20"}
    for who, n in (("s-priya", 1), ("s-ivan", 0)):
        shown = (await api.ask(PREVIEW, on, as_=who, purpose="AUDIT"))["purgePreview"]["counts"]
        assert [(each["kind"], each["records"]) for each in shown] == [("CONTACT_NOTES", 1), ("INTRODUCTIONS", 1)][
            : 2 * n
        ]
    held = await record(api, "placeLegalHold", "s-priya", subject="p-ivy", endsOn="2026-12-31", reason="A suit")
    assert "code" not in held and await purge(keeper, date(2026, 7, 20), None) == 0
    await graph.run_alone("MATCH (h:LegalHold) SET h.subject = 'p-ivy-now'", label="of the person she is now")
    merged = "MATCH (o:Person {id: 'p-ivy'}) CREATE (o)-[:MERGED_INTO {match: 'm'}]->(:Person {id: 'p-ivy-now'})"
    await graph.run_alone(merged, label="merged")
    kept = {each.kind: each.held for each in (await preview(keeper, date(2026, 7, 20))).records}
    assert kept["CONTACT_NOTES"]
    await graph.run_alone("MATCH (h:LegalHold) DELETE h", label="as before")
    await graph.run_alone("MATCH (p:Person {id: 'p-ivy-now'}) DETACH DELETE p", label="as before")
    assert await purge(keeper, date(2026, 7, 20), said.token) == 2
    assert await _at_work(graph) == {"FamilyMeeting": 1, "OutreachPlan": 1}
    assert not [line for line in await dump(graph) if "Ring" in line]


async def _at_work(graph: Graph) -> dict[str, int]:
    return {row["label"]: row["n"] for row in await graph.run_alone(AT_WORK, label="at work")}
