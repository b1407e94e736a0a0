// names: nodes Name of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
CREATE (n:Name {id: row[0], row_hash: row[1], cls: row[2], sealed_case_id: row[3], folded: row[4], person: row[5],
  given: row[6], family: row[7], kind: row[8], compartment: row[9], owner: row[10], sensitivity: row[11],
  sharing: row[12], case_id: row[13], sources: row[14], stated_by: row[15], stated_as: row[16],
  stated_at: date(row[17]), valid_from: date(row[18]), valid_to: date(row[19]),
  recorded_at: coalesce(datetime(row[20]), $now), verification: row[21], contested_at: date(row[22]),
  sealed: row[23]})
WITH n, row
CALL (n, row) { MATCH (o:Person {id: row[5]}) CREATE (n)<-[:HAS_NAME]-(o) }
