// staff: nodes Staff of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
CREATE (n:Staff {id: row[0], row_hash: row[1], name: row[2], agency: row[3], roles: row[4], supervisor: row[5],
  languages: row[6], person: row[7]})
WITH n, row
CALL (n, row) { MATCH (o:Agency {id: row[3]}) CREATE (n)-[:WORKS_FOR]->(o) }
WITH n, row
CALL (n, row) { MATCH (o:Staff {id: row[5]}) CREATE (n)-[:SUPERVISED_BY]->(o) }
WITH n, row
CALL (n, row) { MATCH (o:Person {id: row[7]}) CREATE (n)-[:IS_PERSON]->(o) }
