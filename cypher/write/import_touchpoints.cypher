// touchpoints: nodes Touchpoint of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MERGE (n:Touchpoint {id: row[0]})
WITH n, row
WHERE coalesce(n.cls, 1) > 0 OR row[2] = 0
SET n += {row_hash: row[1], cls: row[2], sealed_case_id: row[3], person: row[4], type: row[5], agency: row[6],
  `at`: datetime(row[7]), location: row[8], parties: row[9], service: row[10], staff: row[11], detail: row[12],
  next_date: date(row[13]), officer: row[14], contact_conditions: row[15], compartment: row[16],
  owner: row[17], sensitivity: row[18], sharing: row[19], case_id: row[20], sources: row[21],
  stated_by: row[22], stated_as: row[23], stated_at: date(row[24]), valid_from: date(row[25]),
  valid_to: CASE WHEN n.ended_here IS NOT NULL OR n.replaced_by IS NOT NULL
    THEN n.valid_to ELSE date(row[26]) END,
  recorded_at: coalesce(datetime(row[27]), n.recorded_at, $now), verification: row[28],
  contested_at: coalesce(date(row[29]), n.contested_at), sealed: row[30]}
WITH n, row
CALL (n, row) { MATCH (n)<-[old:TOUCHED_BY]-(o) WHERE o.id <> coalesce(row[4], '') DELETE old }
CALL (n, row) { MATCH (o:Person {id: row[4]}) WHERE NOT EXISTS { (n)<-[:TOUCHED_BY]-() } CREATE (n)<-[:TOUCHED_BY]-(o) }
WITH n, row
CALL (n, row) { MATCH (n)-[old:TOUCHPOINT_OF]->(o) WHERE o.id <> coalesce(row[6], '') DELETE old }
CALL (n, row) { MATCH (o:Agency {id: row[6]}) WHERE NOT EXISTS { (n)-[:TOUCHPOINT_OF]->() } CREATE (n)-[:TOUCHPOINT_OF]->(o) }
WITH n, row
CALL (n, row) { MATCH (n)-[old:HAPPENED_AT]->(o) WHERE o.id <> coalesce(row[8], '') DELETE old }
CALL (n, row) { MATCH (o:Location {id: row[8]}) WHERE NOT EXISTS { (n)-[:HAPPENED_AT]->() } CREATE (n)-[:HAPPENED_AT]->(o) }
