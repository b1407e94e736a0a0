// places: nodes Place of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
CREATE (n:Place {id: row[0], row_hash: row[1], cls: row[2], sealed_case_id: row[3], location: row[4], kind: row[5],
  label: row[6], latitude: row[7], longitude: row[8], within: row[9], compartment: row[10], owner: row[11],
  sensitivity: row[12], sharing: row[13], case_id: row[14], sources: row[15], stated_by: row[16],
  stated_as: row[17], stated_at: date(row[18]), valid_from: date(row[19]), valid_to: date(row[20]),
  recorded_at: coalesce(datetime(row[21]), $now), verification: row[22], contested_at: date(row[23]),
  sealed: row[24]})
SET n.point = CASE WHEN n.latitude IS NULL OR n.longitude IS NULL THEN null
  ELSE point({latitude: n.latitude, longitude: n.longitude}) END
WITH n, row
CALL (n, row) { MATCH (o:Location {id: row[4]}) CREATE (n)<-[:DESCRIBED_AS]-(o) }
WITH n, row
CALL (n, row) { MATCH (o:Location {id: row[9]}) CREATE (n)-[:WITHIN]->(o) }
