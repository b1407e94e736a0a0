// Leaves the pairs whose protective fact is about to be purged, and what a safety reviewer settled stays settled.
// params: rows LIST<MAP>, gone LIST<STRING>, on DATE
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row.a})
MATCH (b:Person {id: row.b})
MERGE (a)-[r:APART {id: row.id}]->(b)
ON CREATE SET r.reach = row.reach, r.since = $on
WITH a, b, row
UNWIND [a, b] AS one
MATCH (one)-[c:SCREENED_FOR]->()
WHERE row.old IN c.settles
SET c.settles = [id IN c.settles WHERE NOT id IN $gone AND id <> row.id] + row.id
