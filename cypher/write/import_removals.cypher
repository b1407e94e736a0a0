// removals: nodes Removal of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MERGE (n:Removal {id: row[0]})
WITH n, row
WHERE coalesce(n.cls, 1) > 0 OR row[2] = 0
SET n += {row_hash: row[1], cls: row[2], sealed_case_id: row[3], person: row[4], removed_on: date(row[5]),
  caregivers: row[6], compartment: row[7], owner: row[8], sensitivity: row[9], sharing: row[10],
  case_id: row[11], sources: row[12], stated_by: row[13], stated_as: row[14], stated_at: date(row[15]),
  valid_from: date(row[16]),
  valid_to: CASE WHEN n.ended_here IS NOT NULL OR n.replaced_by IS NOT NULL
    THEN n.valid_to ELSE date(row[17]) END,
  recorded_at: coalesce(datetime(row[18]), n.recorded_at, $now), verification: row[19],
  contested_at: coalesce(date(row[20]), n.contested_at), sealed: row[21]}
WITH n, row
CALL (n, row) { MATCH (n)<-[old:REMOVED]-(o) WHERE o.id <> coalesce(row[4], '') DELETE old }
CALL (n, row) { MATCH (o:Person {id: row[4]}) WHERE NOT EXISTS { (n)<-[:REMOVED]-() } CREATE (n)<-[:REMOVED]-(o) }
