"""GEDCOM into the running database and out of it: a fixed point, refusals that write nothing, and nothing more visible
in a file than its asker could draw."""

from pathlib import Path
from typing import Any

import pytest

from graphsvc.access.tokens import sign
from graphsvc.api.family_file import FileWish, family_file
from graphsvc.audit.looks import Look
from graphsvc.cli import _exported
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.errors import BundleError, InputRefused
from graphsvc.importing.gedcom.book import Stating
from graphsvc.importing.gedcom.source import Gedcom
from graphsvc.importing.report import ImportReport
from graphsvc.importing.run import import_bundle
from tests.live.api import Api, api_on, plant
from tests.unit.test_gedcom import FAMILY, Rows, checked, rows, saved

SAYS = Stating("EOHHS", prefix="x-")
ASSIGNED = [{"id": "as-sam-cy", "staff": "s-sam", "person": "x-I3", "valid_from": "2026-04-01"}]
CORI = {"compartment": "CORI", "owner": "SCDA", "stated_at": "2026-04-01"}


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    """The worked families, and a family from a file, whose child Cy is Sam's."""
    made = await api_on(graph, tmp_path / "home")
    assert (await load(made, FAMILY)).problems == ()
    await plant(made, tmp_path / "planted", assignments=ASSIGNED)
    return made


async def load(api: Api, file: Path) -> ImportReport:
    served = api.served
    return await import_bundle(file, served.graph, served.settings, served.clock, stating=SAYS)


async def wish(
    api: Api, person: str = "x-I3", as_: str = "s-sam", purpose: str = "FAMILY_SUPPORT", **more: Any
) -> FileWish:
    principal = await api.principal(as_)
    handle = await api.handle(principal, purpose, more.pop("case", None)) if purpose else ""
    token = sign(api.served.key, principal, api.served.clock)
    return FileWish(person, token, handle, **{"prefix": "x-", **more})


async def text(api: Api, *asked: str, **more: Any) -> str:
    return (await family_file(api.served, await wish(api, *asked, **more)))[0].text


async def refused(api: Api, *asked: str, **more: Any) -> str:
    with pytest.raises(InputRefused) as found:
        await text(api, *asked, **more)
    return found.value.message


async def read(folder: Path, text: str) -> Rows:
    tables, problems = await checked(Gedcom(saved(folder, text), SAYS))
    assert problems == []
    return rows(tables)


async def counted(graph: Graph) -> Any:
    """Everything in the graph, and its revision."""
    return await graph.run_alone(
        "RETURN COUNT { () } AS nodes, COUNT { ()-[]->() } AS ties,"
        " head(COLLECT { MATCH (r:Revision) RETURN r.number }) AS revision",
        label="count",
    )


def looks(api: Api, person: str) -> list[tuple[str, str]]:
    audit = api.served.audit
    found: list[Look] = audit.looks(audit.hashes(person))
    return [(look.user, look.field) for look in found]


async def test_import_export_import_is_a_fixed_point_through_the_database(api: Api, tmp_path: Path) -> None:
    out = await text(api)
    assert await read(tmp_path, out) == rows((await checked(Gedcom(FAMILY, SAYS)))[0])
    again = await load(api, saved(tmp_path, out))
    assert (again.problems, sum(noun.loaded for noun in again.nouns)) == ((), 0)
    assert await text(api) == out


async def test_the_command_writes_one_file_and_the_audit_log_says_who(
    api: Api, connection: Connection, tmp_path: Path
) -> None:
    out = tmp_path / "out.ged"
    said = await _exported(api.served.settings, connection, await wish(api), out)
    assert said == f"{out}: 5 people and 5 families in GEDCOM 7.0."
    assert (out.read_text(encoding="utf-8"), out.stat().st_mode & 0o777) == (await text(api), 0o600)
    assert ("s-sam", "genogram:GEDCOM") in looks(api, "x-I4")
    assert looks(api, "p-ivy") == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("0 HEAD\n1 GEDC\n2 VERS 7.0\n0 @I9@ INDI\n2 NAME Ann /Exemplard/\n0 TRLR\n", "5"),
        ("0 HEAD\n1 GEDC\n2 VERS 7.0\n0 @I9@ INDI\n1 NAME Ann\nnonsense\n0 TRLR\n", "6"),
        ("0 HEAD\n1 GEDC\n2 VERS 7.0\n0 @I9@ INDI\n1 NAME Ann\n1 FAMC @F9@\n0 TRLR\n", "6"),
    ],
)
async def test_a_malformed_file_is_refused_with_its_line_and_nothing_is_written(
    api: Api, tmp_path: Path, body: str, says: str
) -> None:
    before = await counted(api.served.graph)
    with pytest.raises(BundleError) as found:
        await load(api, saved(tmp_path, body))
    assert f"line {says}" in str(found.value) or f":{says}" in str(found.value), found.value
    assert await counted(api.served.graph) == before


async def test_a_loop_of_parents_with_people_on_file_is_refused_by_its_row(api: Api, tmp_path: Path) -> None:
    """Ada is Cy's mother in the database; another file says that he is her father."""
    body = (
        "0 HEAD\n1 GEDC\n2 VERS 7.0\n0 @I1@ INDI\n1 FAMC @F9@\n0 @I3@ INDI\n1 FAMS @F9@\n"
        "0 @F9@ FAM\n1 HUSB @I3@\n1 CHIL @I1@\n0 TRLR\n"
    )
    ties = "MATCH (:Person {id: 'x-I3'})-[k:KIN_OF]->(:Person {id: 'x-I1'}) RETURN count(k) AS ties"
    report = await load(api, saved(tmp_path, body))
    assert [(each.code, each.line) for each in report.problems] == [("OWN_ANCESTOR", 5)]
    assert await api.served.graph.run_alone(ties, label="ties") == [{"ties": 0}]


async def test_who_may_not_draw_the_family_gets_no_file(api: Api) -> None:
    hidden, nobody = await refused(api, "x-I1"), await refused(api, "p-nobody")
    assert hidden == nobody and hidden.startswith("NOT_FOUND")
    assert (await refused(api, "x-I3", "s-cora")).startswith("NOT_FOUND")
    assert (await refused(api, "x-I3", "s-ines", "INVESTIGATION", case="CASE-1")).startswith("FORBIDDEN_FOR_ROLE")
    assert (await refused(api, "x-I3", "s-sam", "")).startswith("PURPOSE_REQUIRED")
    asked = await wish(api)
    with pytest.raises(InputRefused, match="TOKEN_REFUSED"):
        await family_file(api.served, FileWish(asked.person, "no.token", asked.purpose))
    theirs = await wish(api, as_="s-cora")
    with pytest.raises(InputRefused, match="PURPOSE_REQUIRED"):
        await family_file(api.served, FileWish(asked.person, asked.token, theirs.purpose))
    assert {("s-cora", "genogram"), ("s-ines", "genogram")} <= set(looks(api, "x-I3"))


async def test_the_concealed_leave_no_trace_in_a_file(api: Api, tmp_path: Path) -> None:
    """Ada, Cy's mother, is a protected witness; her other child stays, to whom his stepfather leads as well."""
    await plant(
        api,
        tmp_path / "alert",
        alerts=[{"id": "al-ada", "person": "x-I1", "kind": "PROTECTED_WITNESS", "status": "SUPPORTED", **CORI}],
    )
    out = await text(api)
    assert not any(word in out for word in ("Ada", "Exemplard", "Addie", "I1@", "Parish", "PROTECTED", "WIFE"))
    assert {row[1] for row in (await read(tmp_path, out))["names"].values()} == {"Bo", "Cy", "Dee", "Eli"}


PARENTS = """0 HEAD|1 GEDC|2 VERS 7.0|1 SOUR graphsvc
0 @I1@ INDI|1 NAME Bea /Mockridge/|2 SOUR @S1@|3 QUAY 3|1 SEX F|1 BIRT|2 DATE 26 NOV 1959|2 SOUR @S1@|3 QUAY 3
1 REFN p-bea|2 TYPE graphsvc
0 @I2@ INDI|1 NAME Carl /Sampleton/|2 SOUR @S2@|3 QUAY 3|1 SEX M|1 BIRT|2 DATE 9 DEC 1983|2 SOUR @S2@|3 QUAY 3
1 FAMS @F1@|1 REFN p-carl|2 TYPE graphsvc
0 @I3@ INDI|1 NAME Dana /Mockridge/|2 SOUR @S2@|3 QUAY 3|1 SEX F|1 BIRT|2 DATE 2 JUL 1985|2 SOUR @S2@|3 QUAY 3
1 FAMS @F2@|1 REFN p-dana|2 TYPE graphsvc
0 @I4@ INDI|1 FAMC @F1@|2 STAT CHALLENGED|1 FAMC @F2@|2 STAT PROVEN|1 REFN p-marcus|2 TYPE graphsvc
0 @F1@ FAM|1 HUSB @I2@|1 CHIL @I4@
0 @F2@ FAM|1 WIFE @I3@|1 CHIL @I4@
0 @S1@ SOUR|1 TITL birth-register/1959-11840|1 REFN birth-register/1959-11840|2 TYPE graphsvc
0 @S2@ SOUR|1 TITL birth-register/2009-40216|1 REFN birth-register/2009-40216|2 TYPE graphsvc
0 TRLR"""


async def test_a_file_holds_one_compartment_of_ones_own_agency_and_doubt_leaves_as_doubt(api: Api) -> None:
    """Of Marcus the public records alone: not his name, which is the programme's, nor what the family said."""
    graph = api.served.graph
    await graph.run_alone("MATCH (n:Name {id: 'x-I3:name:1'}) SET n.cls = 0, n.sealed = true", label="seal")
    await graph.run_alone("MATCH ()-[k:KIN_OF {id: 'k-carl-marcus'}]->() SET k.contested_at = date()", label="doubt")
    assert "Cy" not in await text(api)
    out = await text(api, "p-marcus", compartment="PUBLIC", prefix="")
    assert out.removeprefix("\ufeff").splitlines() == PARENTS.replace("\n", "|").split("|")


async def test_the_statements_of_another_agency_are_in_no_file(api: Api, graph: Graph) -> None:
    """Cy's name is the youth commission's: Sam may see it, and it is not hers to take along."""
    await graph.run_alone("MATCH (n:Name {id: 'x-I3:name:1'}) SET n.owner = 'BCYF'", label="give away")
    assert "Cy" not in await text(api)


async def test_a_guardian_whom_another_agency_alone_put_on_file_leaves_no_trace(api: Api, tmp_path: Path) -> None:
    """Nothing of such a tie is written, so a bare record would be all that is left: an id, told to whoever reads it."""
    before = await text(api, "p-marcus")
    tie = {"id": "g-x", "guardian": "p-guardianx", "person": "p-marcus"}
    said = {"compartment": "PUBLIC", "owner": "BPHC", "stated_at": "2026-04-01"}
    await plant(api, tmp_path / "guardian", people=[{"id": "p-guardianx"}], guardianships=[tie | said])
    assert await text(api, "p-marcus") == before
