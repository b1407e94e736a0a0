// kin: ties KIN_OF of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:KIN_OF {id: row[0], row_hash: row[3], cls: row[4], sealed_case_id: row[5], role: row[6], side: row[7], basis: row[8],
  rights_ended_on: date(row[9]), closeness: row[10], frequency: row[11], tone: row[12],
  quality_at: date(row[13]), last_contact: date(row[14]), compartment: row[15], owner: row[16],
  sensitivity: row[17], sharing: row[18], case_id: row[19], sources: row[20], stated_by: row[21],
  stated_as: row[22], stated_at: date(row[23]), valid_from: date(row[24]), valid_to: date(row[25]),
  recorded_at: coalesce(datetime(row[26]), $now), verification: row[27], contested_at: date(row[28]),
  sealed: row[29]}]->(b)
