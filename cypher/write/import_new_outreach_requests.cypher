// outreach_requests: ties OUTREACH_ASKED_FOR of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
MATCH (a:Staff {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:OUTREACH_ASKED_FOR {id: row[0], row_hash: row[3], state: row[4], asked_on: date(row[5]), due_on: date(row[6]), worker: row[7],
  reason: row[8]}]->(b)
