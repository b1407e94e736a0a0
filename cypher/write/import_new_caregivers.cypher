// caregivers: ties CAREGIVER_OF of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:CAREGIVER_OF {id: row[0], row_hash: row[3], cls: row[4], sealed_case_id: row[5], closeness: row[6], frequency: row[7],
  tone: row[8], quality_at: date(row[9]), last_contact: date(row[10]), compartment: row[11], owner: row[12],
  sensitivity: row[13], sharing: row[14], case_id: row[15], sources: row[16], stated_by: row[17],
  stated_as: row[18], stated_at: date(row[19]), valid_from: date(row[20]), valid_to: date(row[21]),
  recorded_at: coalesce(datetime(row[22]), $now), verification: row[23], contested_at: date(row[24]),
  sealed: row[25]}]->(b)
