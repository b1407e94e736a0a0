// names: nodes Name of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MERGE (n:Name {id: row[0]})
WITH n, row
WHERE coalesce(n.cls, 1) > 0 OR row[2] = 0
SET n += {row_hash: row[1], cls: row[2], sealed_case_id: row[3], folded: row[4], person: row[5], given: row[6],
  family: row[7], kind: row[8], compartment: row[9], owner: row[10], sensitivity: row[11], sharing: row[12],
  case_id: row[13], sources: row[14], stated_by: row[15], stated_as: row[16], stated_at: date(row[17]),
  valid_from: date(row[18]),
  valid_to: CASE WHEN n.ended_here IS NOT NULL OR n.replaced_by IS NOT NULL
    THEN n.valid_to ELSE date(row[19]) END,
  recorded_at: coalesce(datetime(row[20]), n.recorded_at, $now), verification: row[21],
  contested_at: coalesce(date(row[22]), n.contested_at), sealed: row[23]}
WITH n, row
CALL (n, row) { MATCH (n)<-[old:HAS_NAME]-(o) WHERE o.id <> coalesce(row[5], '') DELETE old }
CALL (n, row) { MATCH (o:Person {id: row[5]}) WHERE NOT EXISTS { (n)<-[:HAS_NAME]-() } CREATE (n)<-[:HAS_NAME]-(o) }
