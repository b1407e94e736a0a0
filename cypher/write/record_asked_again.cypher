// Keeps that the questions of the moment of contact were asked again today; the screens themselves stay as they are.
// params: person_id STRING, rows LIST<MAP>, mode STRING, by STRING, at DATE
// returns: id STRING
MATCH (p:Person {id: $person_id})
UNWIND $rows AS row
MATCH (r:Person {id: row.relative})
CREATE (r)-[s:ASKED_AGAIN_FOR {id: row.id, mode: $mode, by: $by, on: $at, answers: row.answers}]->(p)
RETURN s.id AS id
ORDER BY id
