// A new person, a bare key, and the pairs that record linkage proposes to a safety reviewer.
// params: id STRING, matches LIST<MAP>
// returns: none
CREATE (:Person {id: $id})
WITH 1 AS made
UNWIND $matches AS row
MATCH (a:Person {id: row.a}), (b:Person {id: row.b})
CREATE (a)-[:POSSIBLY_SAME_AS {id: 'match:' + row.a + ':' + row.b, state: 'UNDECIDED', weight: row.bits}]->(b)
