// wishes: ties WISHES_ABOUT of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:WISHES_ABOUT {id: row[0], row_hash: row[3], cls: row[4], sealed_case_id: row[5], wish: row[6], compartment: row[7],
  owner: row[8], sensitivity: row[9], sharing: row[10], case_id: row[11], sources: row[12], stated_by: row[13],
  stated_as: row[14], stated_at: date(row[15]), valid_from: date(row[16]), valid_to: date(row[17]),
  recorded_at: coalesce(datetime(row[18]), $now), verification: row[19], contested_at: date(row[20]),
  sealed: row[21]}]->(b)
