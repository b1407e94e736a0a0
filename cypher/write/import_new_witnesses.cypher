// witnesses: ties WITNESS_AGAINST of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:WITNESS_AGAINST {id: row[0], row_hash: row[3], cls: row[4], sealed_case_id: row[5], incident: row[6], matter: row[7],
  compartment: row[8], owner: row[9], sensitivity: row[10], sharing: row[11], case_id: row[12],
  sources: row[13], stated_by: row[14], stated_as: row[15], stated_at: date(row[16]),
  valid_from: date(row[17]), valid_to: date(row[18]), recorded_at: coalesce(datetime(row[19]), $now),
  verification: row[20], contested_at: date(row[21]), sealed: row[22]}]->(b)
