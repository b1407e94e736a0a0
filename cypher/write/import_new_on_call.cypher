// on_call: ties ON_CALL_FOR of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
MATCH (a:Staff {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:ON_CALL_FOR {id: row[0], row_hash: row[3], starts_at: datetime(row[4]), ends_at: datetime(row[5]), reason: row[6]}]->(b)
