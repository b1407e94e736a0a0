// places: nodes Place of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MERGE (n:Place {id: row[0]})
WITH n, row
WHERE coalesce(n.cls, 1) > 0 OR row[2] = 0
SET n += {row_hash: row[1], cls: row[2], sealed_case_id: row[3], location: row[4], kind: row[5], label: row[6],
  latitude: row[7], longitude: row[8], within: row[9], compartment: row[10], owner: row[11],
  sensitivity: row[12], sharing: row[13], case_id: row[14], sources: row[15], stated_by: row[16],
  stated_as: row[17], stated_at: date(row[18]), valid_from: date(row[19]), valid_to: date(row[20]),
  recorded_at: coalesce(datetime(row[21]), n.recorded_at, $now), verification: row[22],
  contested_at: coalesce(date(row[23]), n.contested_at), sealed: row[24]}
SET n.point = CASE WHEN n.latitude IS NULL OR n.longitude IS NULL THEN null
  ELSE point({latitude: n.latitude, longitude: n.longitude}) END
WITH n, row
CALL (n, row) { MATCH (n)<-[old:DESCRIBED_AS]-(o) WHERE o.id <> coalesce(row[4], '') DELETE old }
CALL (n, row) { MATCH (o:Location {id: row[4]}) WHERE NOT EXISTS { (n)<-[:DESCRIBED_AS]-() } CREATE (n)<-[:DESCRIBED_AS]-(o) }
WITH n, row
CALL (n, row) { MATCH (n)-[old:WITHIN]->(o) WHERE o.id <> coalesce(row[9], '') DELETE old }
CALL (n, row) { MATCH (o:Location {id: row[9]}) WHERE NOT EXISTS { (n)-[:WITHIN]->() } CREATE (n)-[:WITHIN]->(o) }
