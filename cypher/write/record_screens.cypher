// Records screens of relatives for one person's plan, at one sitting.
// params: person_id STRING, rows LIST<MAP>, mode STRING, by STRING, at DATE
// returns: id STRING
MATCH (v:Revision {id: 'graph'})
MATCH (p:Person {id: $person_id})
UNWIND $rows AS row
MATCH (r:Person {id: row.relative})
CREATE (r)-[s:SCREENED_FOR {id: row.id, mode: $mode, result: row.result, by: $by, at: $at, answers: row.answers,
  settles: row.settles, revision: v.n}]->(p)
RETURN s.id AS id
ORDER BY id
