// contact_attempts: ties CONTACTED of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:CONTACTED {id: row[0], row_hash: row[3], cls: row[4], sealed_case_id: row[5], mode: row[6], `at`: datetime(row[7]),
  `by`: row[8], outcome: row[9], next_step: row[10], inbound: row[11], compartment: row[12], owner: row[13],
  sensitivity: row[14], sharing: row[15], case_id: row[16], sources: row[17], stated_by: row[18],
  stated_as: row[19], stated_at: date(row[20]), valid_from: date(row[21]), valid_to: date(row[22]),
  recorded_at: coalesce(datetime(row[23]), $now), verification: row[24], contested_at: date(row[25]),
  sealed: row[26]}]->(b)
