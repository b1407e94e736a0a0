// refusals: ties REFUSES_CONTACT_WITH of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
OPTIONAL MATCH (x)-[old:REFUSES_CONTACT_WITH {id: row[0]}]->(y)
WITH row, old, properties(old) AS before, x.id <> row[1] OR y.id <> row[2] AS moved,
  CASE WHEN coalesce(old.start_record, x.id) = row[1] AND coalesce(old.end_record, y.id) = row[2]
    THEN properties(old) ELSE {} END AS told  // a merged record's tie stands elsewhere, and is the same
WHERE coalesce(before.cls, 1) > 0 OR row[4] = 0
CALL (old, moved) { WITH old, moved WHERE moved DELETE old }
WITH row, before, told
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
MERGE (a)-[r:REFUSES_CONTACT_WITH {id: row[0]}]->(b)
SET r += told
SET r += {row_hash: row[3], cls: row[4], sealed_case_id: row[5], compartment: row[6], owner: row[7],
  sensitivity: row[8], sharing: row[9], case_id: row[10], sources: row[11], stated_by: row[12],
  stated_as: row[13], stated_at: date(row[14]), valid_from: date(row[15]),
  valid_to: CASE WHEN told.ended_here IS NOT NULL OR told.replaced_by IS NOT NULL
    THEN told.valid_to ELSE date(row[16]) END,
  recorded_at: coalesce(datetime(row[17]), before.recorded_at, $now), verification: row[18],
  contested_at: coalesce(date(row[19]), before.contested_at), sealed: row[20]}
