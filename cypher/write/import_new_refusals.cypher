// refusals: ties REFUSES_CONTACT_WITH of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:REFUSES_CONTACT_WITH {id: row[0], row_hash: row[3], cls: row[4], sealed_case_id: row[5], compartment: row[6], owner: row[7],
  sensitivity: row[8], sharing: row[9], case_id: row[10], sources: row[11], stated_by: row[12],
  stated_as: row[13], stated_at: date(row[14]), valid_from: date(row[15]), valid_to: date(row[16]),
  recorded_at: coalesce(datetime(row[17]), $now), verification: row[18], contested_at: date(row[19]),
  sealed: row[20]}]->(b)
