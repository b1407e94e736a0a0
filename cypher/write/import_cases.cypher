// cases: nodes Case of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
MERGE (n:Case {id: row[0]})
SET n += {row_hash: row[1], agency: row[2], kind: row[3], opened_on: date(row[4]), closed_on: date(row[5])}
WITH n, row
CALL (n, row) { MATCH (n)-[old:CASE_OF]->(o) WHERE o.id <> coalesce(row[2], '') DELETE old }
CALL (n, row) { MATCH (o:Agency {id: row[2]}) WHERE NOT EXISTS { (n)-[:CASE_OF]->() } CREATE (n)-[:CASE_OF]->(o) }
