// apart: ties APART of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:APART {id: row[0], row_hash: row[3], reach: row[4], since: date(row[5])}]->(b)
