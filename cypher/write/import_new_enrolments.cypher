// enrolments: nodes Enrolment of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
CREATE (n:Enrolment {id: row[0], row_hash: row[1], cls: row[2], sealed_case_id: row[3], person: row[4], status: row[5],
  enrolled_on: date(row[6]), lead_agency: row[7], next_action: row[8], next_action_due: date(row[9]),
  compartment: row[10], owner: row[11], sensitivity: row[12], sharing: row[13], case_id: row[14],
  sources: row[15], stated_by: row[16], stated_as: row[17], stated_at: date(row[18]),
  valid_from: date(row[19]), valid_to: date(row[20]), recorded_at: coalesce(datetime(row[21]), $now),
  verification: row[22], contested_at: date(row[23]), sealed: row[24]})
WITH n, row
CALL (n, row) { MATCH (o:Person {id: row[4]}) CREATE (n)<-[:ENROLLED_IN]-(o) }
WITH n, row
CALL (n, row) { MATCH (o:Agency {id: row[7]}) CREATE (n)-[:LED_BY]->(o) }
