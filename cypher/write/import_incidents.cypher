// incidents: nodes Incident of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MERGE (n:Incident {id: row[0]})
WITH n, row
WHERE coalesce(n.cls, 1) > 0 OR row[2] = 0
SET n += {row_hash: row[1], cls: row[2], sealed_case_id: row[3], kind: row[4], `at`: datetime(row[5]), location: row[6],
  matter: row[7], compartment: row[8], owner: row[9], sensitivity: row[10], sharing: row[11], case_id: row[12],
  sources: row[13], stated_by: row[14], stated_as: row[15], stated_at: date(row[16]),
  valid_from: date(row[17]), valid_to: date(row[18]),
  recorded_at: coalesce(datetime(row[19]), n.recorded_at, $now), verification: row[20],
  contested_at: coalesce(date(row[21]), n.contested_at), sealed: row[22]}
WITH n, row
CALL (n, row) { MATCH (n)-[old:OCCURRED_AT]->(o) WHERE o.id <> coalesce(row[6], '') DELETE old }
CALL (n, row) { MATCH (o:Location {id: row[6]}) WHERE NOT EXISTS { (n)-[:OCCURRED_AT]->() } CREATE (n)-[:OCCURRED_AT]->(o) }
