"""`graphsvc policy explain` over the families: whole texts, and the very decision that the question itself makes."""

from pathlib import Path

import pytest

from graphsvc.access.explain import ABSENT, SAFETY
from graphsvc.api.ids import global_id
from graphsvc.app import Explain
from graphsvc.audit.log import AuditLog
from graphsvc.audit.people import pseudonyms
from graphsvc.audit.trees import FOLDER
from graphsvc.cli import _explain
from graphsvc.clock import Clock
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.errors import InputRefused
from graphsvc.settings import Settings
from tests.conftest import settings_at
from tests.live.api import NOW, Api, api_on


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    api = await api_on(graph, tmp_path_factory.mktemp("explain"))
    await graph.run_alone(
        "MATCH (:Person {id: 'p-marcus'})-[:HAS_NAME]->(n:Name) SET n.id = 'n-sealed', n.cls = 0",
        label="seal",
    )
    return api


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_at(tmp_path, GRAPHSVC_CLOCK=NOW)


async def lines(
    settings: Settings, connection: Connection, *asked: str, purpose: str = "", case: str | None = None
) -> tuple[bool, list[str]]:
    """(permitted, the steps without the first line, which holds the policy's version)."""
    permitted, text = await _explain(settings, connection, Explain(*asked, purpose, case))
    return permitted, text.splitlines()[1:]


WHOSE = "About the asker's own people: assigned to her, and those close to them."
FAMILY = "What a family says is for the worker whom it has, and for those close to her people."


async def test_what_opens_a_tie_to_its_worker(api: Api, settings: Settings, connection: Connection) -> None:
    tie = (
        await api.served.graph.run_alone(
            "MATCH (:Person {id: 'p-marcus'})-[k:KIN_OF {compartment: 'FAMILY'}]-(:Person {id: 'p-ivy'})"
            " RETURN k.id AS id, k.owner AS owner, k.sharing AS sharing",
            label="a tie",
        )
    )[0]
    assert await lines(settings, connection, "s-sam", "relativesToReach", tie["id"]) == (
        True,
        [
            "1. yes relativesToReach may be asked about: own.",
            f"       40_fields.cedar relativesToReach.own: {WHOSE}",
            "2. yes One of its people is among: own.",
            f"3. yes FAMILY of {tie['owner']}, OPEN, sharing {tie['sharing']}, needs somebody of the asker's circle.",
            f"       20_compartments.cedar family-for-assigned-workers: {FAMILY}",
            "4. yes That is so.",
            "Permitted.",
            SAFETY,
        ],
    )


@pytest.mark.parametrize(
    ("user", "field", "record", "purpose", "permitted", "says"),
    [
        ("s-ines", "relativesToReach", "p-marcus", "", False, "No rule permits it. No purpose would help."),
        (
            "s-sam",
            "relativesToReach",
            "p-marcus",
            "AUDIT",
            False,
            "It may for: FAMILY_SUPPORT, SAFETY_PLANNING, SUPPORT.",
        ),
        ("s-sam", "person", "p-marcus", "", True, "A person is shown by what is said of them"),
        ("s-sam", "person", "p-bell", "", False, "None of its people is among: own."),
        ("s-sam", "touchpoints", "t-dre-arrest", "", False, "Of contacts ARREST: Nothing."),
        ("s-ines", "touchpoints", "t-dre-arrest", "INVESTIGATION", True, "What that asks for, of CORI of BPD"),
        ("s-sam", "touchpoints", "t-dre-street", "", True, "What that asks for, of OUTREACH of BCYF"),
        ("s-ines", "ties", "k-tasha-dre", "INVESTIGATION", False, "None of its people is among: yes."),
    ],
)
async def test_the_step_that_decides_is_named(
    api: Api,
    settings: Settings,
    connection: Connection,
    user: str,
    field: str,
    record: str,
    purpose: str,
    permitted: bool,
    says: str,
) -> None:
    said, steps = await lines(settings, connection, user, field, record, purpose=purpose)
    assert (said, steps[-2]) == (permitted, "Permitted." if permitted else "Refused.")
    assert says in [step for step in steps if step[:1].isdigit()][-1]


@pytest.mark.parametrize("record", ["n-sealed", "o-carl-dana", "nothing-at-all"])
async def test_sealed_unknown_and_what_protects_somebody_read_alike(
    api: Api, settings: Settings, connection: Connection, record: str
) -> None:
    first = "1. yes person may be asked about: own."
    assert await lines(settings, connection, "s-sam", "person", record) == (
        False,
        [first, f"       40_fields.cedar people.own: {WHOSE}", f"2. no  {ABSENT}", "Refused.", SAFETY],
    )


@pytest.mark.parametrize("user", ["s-sam", "s-hana", "s-cora", "s-sofia"])
async def test_it_says_what_the_question_itself_decides(
    api: Api, settings: Settings, connection: Connection, user: str
) -> None:
    """Of every kin tie about Marcus: permitted, and then it is in `kin`; refused, and then it is not."""
    rows = await api.served.graph.run_alone(
        "MATCH (:Person {id: 'p-marcus'})-[k:KIN_OF]-(r:Person) RETURN k.id AS id, r.id AS relative", label="ties"
    )
    query = "query($p: ID!) { kin(person: $p, first: 100) { ... on KinAnswer { kin { edges { node { id } } } } } }"
    answer = (await api.ask(query, {"p": "p-marcus"}, as_=user))["kin"]
    seen = {edge["node"]["id"] for edge in (answer.get("kin") or {"edges": []})["edges"]}
    told = {r["relative"]: (await lines(settings, connection, user, "kin", r["id"]))[0] for r in rows}
    assert told == {relative: global_id("Person", relative) in seen for relative in told}


async def test_an_explanation_is_on_record_without_what_it_was_about(
    api: Api, settings: Settings, connection: Connection
) -> None:
    for _ in range(2):
        await lines(settings, connection, "s-sam", "person", "p-marcus")
    log = AuditLog(settings.home / FOLDER, Clock(), pseudonyms(settings.home))
    look, _ = log.looks(log.hashes("p-marcus"))
    log.close()
    assert (look.field, look.decision, look.user[:6]) == ("policy explain person", "ALLOWED", "shell:")
    with pytest.raises(InputRefused):
        await lines(settings, connection, "s-nobody", "person", "p-marcus")
