// assignments: ties ASSIGNED_TO of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
MATCH (a:Staff {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:ASSIGNED_TO {id: row[0], row_hash: row[3], valid_from: date(row[4]), valid_to: date(row[5]), lead: row[6]}]->(b)
