// cases: nodes Case of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
CREATE (n:Case {id: row[0], row_hash: row[1], agency: row[2], kind: row[3], opened_on: date(row[4]), closed_on: date(row[5])})
WITH n, row
CALL (n, row) { MATCH (o:Agency {id: row[2]}) CREATE (n)-[:CASE_OF]->(o) }
