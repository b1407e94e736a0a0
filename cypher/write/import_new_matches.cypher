// matches: ties POSSIBLY_SAME_AS of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:POSSIBLY_SAME_AS {id: row[0], row_hash: row[3], state: row[4], decided_by: row[5], weight: row[6]}]->(b)
