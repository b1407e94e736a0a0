"""Random writes with change records, as the product makes them: ties and names made, moved, restated, purged; groups
too."""

from random import Random

from graphsvc.database.driver import Graph, Unit

PEOPLE = [f"w{n:02}" for n in range(40)]
SET_UP = """UNWIND $people AS id MERGE (:Person {id: id}) WITH count(*) AS done
UNWIND range(0, 4) AS n MERGE (h:Household {id: 'wh' + n})
SET h.kind = 'FAMILY', h.cls = 1, h.verification = 'STATED' MERGE (g:Gang {id: 'wg' + n})
SET g.cls = 2, g.verification = 'STATED'"""
TIE = """MATCH (a {id: $a}), (b {id: $b}) WHERE a:Person AND (b:Person OR b:Household OR b:Gang)
OPTIONAL MATCH (x:Person)-[old:SUPPORTS|KIN_OF|CO_ARRESTED|MEMBER_OF_HOUSEHOLD|AFFILIATED_WITH {id: $id}]->(y)
WITH a, b, old, [x.id] + CASE WHEN y:Person THEN [y.id] ELSE [] END AS before
CALL (old) { WITH old WHERE old IS NOT NULL DELETE old }
CREATE (a)-[t:$($type) {id: $id, cls: $cls, verification: $verification, closeness: $close, incident: $incident,
  role: $role, at: CASE WHEN $incident IS NULL THEN null ELSE date('2025-01-01') END, status: 'VERIFIED_MEMBER',
  retain_until: date('2030-01-01'), sources: [$close, 'x'], stated_by: $by, owner: 'BPD'}]->(b)
RETURN before"""
PURGE = """MATCH (x:Person)-[t:SUPPORTS|KIN_OF|CO_ARRESTED|MEMBER_OF_HOUSEHOLD|AFFILIATED_WITH {id: $id}]->(y)
WITH t, [x.id] + CASE WHEN y:Person THEN [y.id] ELSE [] END AS before DELETE t RETURN before"""
NAME = """MATCH (a:Person {id: $a})
OPTIONAL MATCH (x:Person)-[:HAS_NAME]->(old:Name {id: $name})
WITH a, old, [x.id] AS before
CALL (old) { WITH old WHERE old IS NOT NULL DETACH DELETE old }
CREATE (a)-[:HAS_NAME]->(:Name {id: $name, given: $close, owner: 'BPD', cls: $cls, verification: $verification})
RETURN before"""
NAMELESS = "MATCH (x:Person)-[:HAS_NAME]->(s:Name {id: $name}) WITH s, [x.id] AS before DETACH DELETE s RETURN before"
GROUP = "MATCH (h:Household {id: $id}) SET h.kind = $kind, h.cls = $cls"


def _text(what: float) -> str:
    """A tie, a name, no name any more, no tie any more."""
    return next(text for most, text in ((0.6, TIE), (0.75, NAME), (0.8, NAMELESS), (1.0, PURGE)) if what < most)


async def set_up(graph: Graph) -> None:
    """The people and groups that are scribbled about."""
    await graph.run_alone(SET_UP, people=PEOPLE)


async def scribble(graph: Graph, random: Random) -> int:
    """One random write in one transaction, its change record in it; returns its revision."""
    a, b = random.sample(PEOPLE, 2)
    type_ = random.choice(["SUPPORTS", "KIN_OF", "CO_ARRESTED", "MEMBER_OF_HOUSEHOLD", "AFFILIATED_WITH"])
    end = {"MEMBER_OF_HOUSEHOLD": "wh", "AFFILIATED_WITH": "wg"}.get(type_)
    said = {
        "a": a,
        "b": f"{end}{random.randrange(5)}" if end else b,
        "id": f"wt{random.randrange(80):02}",
        "type": type_,
        "cls": random.randrange(4),
        "close": random.choice(["WEAK", "STRONG", "MODERATE"]),
        "verification": random.choice(["STATED", "PROVEN", "STATED", "DISPROVEN"]),
        "role": random.choice(["MTH", "CHILD", "SIB", "NBOR"]) if type_ == "KIN_OF" else None,
        "incident": f"i{random.randrange(3)}" if type_ == "CO_ARRESTED" else None,
    }
    said |= {"by": random.choice(["s-1", "s-2", a]), "name": f"wn{random.randrange(20):02}"}
    what = random.random()

    async def work(unit: Unit) -> int:
        run = unit._transaction.run
        at = await run("MERGE (r:Revision {id: 'graph'}) SET r.n = coalesce(r.n, 0) + 1 RETURN r.n AS n")
        n = int((await at.values())[0][0])
        people, groups = {a, b} if what < 0.75 else set(), []
        if what < 0.6 and end == "wh":
            groups = [f"household:{said['b']}"]
        if what < 0.95:
            done = await run(f"CYPHER 25 {_text(what)}", said)
            people |= {id for row in await done.values() for id in row[0] if id}
        else:
            group = f"wh{random.randrange(5)}"
            await run(GROUP, {"id": group, "kind": random.choice(["FAMILY", "SHELTER"]), "cls": random.randrange(3)})
            groups = [f"household:{group}"]
        await run(
            "CREATE (:Change {n: $n, token: $token, people: $people, groups: $groups, all: false})",
            {"n": n, "token": f"t{n}-{random.random()}", "people": sorted(people), "groups": groups},
        )
        return n

    return await graph.write_unit(work)
