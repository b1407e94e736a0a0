// orders: ties RESTRAINED_FROM of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:RESTRAINED_FROM {id: row[0], row_hash: row[3], cls: row[4], sealed_case_id: row[5], type: row[6], conditions: row[7],
  status: row[8], issued_on: date(row[9]), expires_on: date(row[10]), docket: row[11], ended_on: date(row[12]),
  compartment: row[13], owner: row[14], sensitivity: row[15], sharing: row[16], case_id: row[17],
  sources: row[18], stated_by: row[19], stated_as: row[20], stated_at: date(row[21]),
  valid_from: date(row[22]), valid_to: date(row[23]), recorded_at: coalesce(datetime(row[24]), $now),
  verification: row[25], contested_at: date(row[26]), sealed: row[27]}]->(b)
