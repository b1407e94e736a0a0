// staff: nodes Staff of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
MERGE (n:Staff {id: row[0]})
SET n += {row_hash: row[1], name: row[2], agency: row[3], roles: row[4], supervisor: row[5], languages: row[6],
  person: row[7]}
WITH n, row
CALL (n, row) { MATCH (n)-[old:WORKS_FOR]->(o) WHERE o.id <> coalesce(row[3], '') DELETE old }
CALL (n, row) { MATCH (o:Agency {id: row[3]}) WHERE NOT EXISTS { (n)-[:WORKS_FOR]->() } CREATE (n)-[:WORKS_FOR]->(o) }
WITH n, row
CALL (n, row) { MATCH (n)-[old:SUPERVISED_BY]->(o) WHERE o.id <> coalesce(row[5], '') DELETE old }
CALL (n, row) { MATCH (o:Staff {id: row[5]}) WHERE NOT EXISTS { (n)-[:SUPERVISED_BY]->() } CREATE (n)-[:SUPERVISED_BY]->(o) }
WITH n, row
CALL (n, row) { MATCH (n)-[old:IS_PERSON]->(o) WHERE o.id <> coalesce(row[7], '') DELETE old }
CALL (n, row) { MATCH (o:Person {id: row[7]}) WHERE NOT EXISTS { (n)-[:IS_PERSON]->() } CREATE (n)-[:IS_PERSON]->(o) }
