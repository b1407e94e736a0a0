// touchpoints: nodes Touchpoint of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
CREATE (n:Touchpoint {id: row[0], row_hash: row[1], cls: row[2], sealed_case_id: row[3], person: row[4], type: row[5],
  agency: row[6], `at`: datetime(row[7]), location: row[8], parties: row[9], service: row[10], staff: row[11],
  detail: row[12], next_date: date(row[13]), officer: row[14], contact_conditions: row[15],
  compartment: row[16], owner: row[17], sensitivity: row[18], sharing: row[19], case_id: row[20],
  sources: row[21], stated_by: row[22], stated_as: row[23], stated_at: date(row[24]),
  valid_from: date(row[25]), valid_to: date(row[26]), recorded_at: coalesce(datetime(row[27]), $now),
  verification: row[28], contested_at: date(row[29]), sealed: row[30]})
WITH n, row
CALL (n, row) { MATCH (o:Person {id: row[4]}) CREATE (n)<-[:TOUCHED_BY]-(o) }
WITH n, row
CALL (n, row) { MATCH (o:Agency {id: row[6]}) CREATE (n)-[:TOUCHPOINT_OF]->(o) }
WITH n, row
CALL (n, row) { MATCH (o:Location {id: row[8]}) CREATE (n)-[:HAPPENED_AT]->(o) }
