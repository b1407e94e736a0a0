// pictures: nodes Picture of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MERGE (n:Picture {id: row[0]})
WITH n, row
WHERE coalesce(n.cls, 1) > 0 OR row[2] = 0
SET n += {row_hash: row[1], cls: row[2], sealed_case_id: row[3], person: row[4], uri: row[5], compartment: row[6],
  owner: row[7], sensitivity: row[8], sharing: row[9], case_id: row[10], sources: row[11], stated_by: row[12],
  stated_as: row[13], stated_at: date(row[14]), valid_from: date(row[15]),
  valid_to: CASE WHEN n.ended_here IS NOT NULL OR n.replaced_by IS NOT NULL
    THEN n.valid_to ELSE date(row[16]) END,
  recorded_at: coalesce(datetime(row[17]), n.recorded_at, $now), verification: row[18],
  contested_at: coalesce(date(row[19]), n.contested_at), sealed: row[20]}
WITH n, row
CALL (n, row) { MATCH (n)<-[old:HAS_PICTURE]-(o) WHERE o.id <> coalesce(row[4], '') DELETE old }
CALL (n, row) { MATCH (o:Person {id: row[4]}) WHERE NOT EXISTS { (n)<-[:HAS_PICTURE]-() } CREATE (n)<-[:HAS_PICTURE]-(o) }
