// deaths: nodes Death of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
CREATE (n:Death {id: row[0], row_hash: row[1], cls: row[2], sealed_case_id: row[3], person: row[4], died_on: date(row[5]),
  compartment: row[6], owner: row[7], sensitivity: row[8], sharing: row[9], case_id: row[10], sources: row[11],
  stated_by: row[12], stated_as: row[13], stated_at: date(row[14]), valid_from: date(row[15]),
  valid_to: date(row[16]), recorded_at: coalesce(datetime(row[17]), $now), verification: row[18],
  contested_at: date(row[19]), sealed: row[20]})
WITH n, row
CALL (n, row) { MATCH (o:Person {id: row[4]}) CREATE (n)<-[:HAS_DEATH]-(o) }
