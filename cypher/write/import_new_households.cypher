// households: nodes Household of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
CREATE (n:Household {id: row[0], row_hash: row[1], cls: row[2], sealed_case_id: row[3], kind: row[4], label: row[5],
  location: row[6], compartment: row[7], owner: row[8], sensitivity: row[9], sharing: row[10],
  case_id: row[11], sources: row[12], stated_by: row[13], stated_as: row[14], stated_at: date(row[15]),
  valid_from: date(row[16]), valid_to: date(row[17]), recorded_at: coalesce(datetime(row[18]), $now),
  verification: row[19], contested_at: date(row[20]), sealed: row[21]})
WITH n, row
CALL (n, row) { MATCH (o:Location {id: row[6]}) CREATE (n)-[:HOUSED_AT]->(o) }
