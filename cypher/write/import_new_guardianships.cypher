// guardianships: ties GUARDIAN_OF of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:GUARDIAN_OF {id: row[0], row_hash: row[3], cls: row[4], sealed_case_id: row[5], scope: row[6], cleared: row[7],
  closeness: row[8], frequency: row[9], tone: row[10], quality_at: date(row[11]), last_contact: date(row[12]),
  compartment: row[13], owner: row[14], sensitivity: row[15], sharing: row[16], case_id: row[17],
  sources: row[18], stated_by: row[19], stated_as: row[20], stated_at: date(row[21]),
  valid_from: date(row[22]), valid_to: date(row[23]), recorded_at: coalesce(datetime(row[24]), $now),
  verification: row[25], contested_at: date(row[26]), sealed: row[27]}]->(b)
