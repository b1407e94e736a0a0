// supports: ties SUPPORTS of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
OPTIONAL MATCH (x)-[old:SUPPORTS {id: row[0]}]->(y)
WITH row, old, properties(old) AS before, x.id <> row[1] OR y.id <> row[2] AS moved,
  CASE WHEN coalesce(old.start_record, x.id) = row[1] AND coalesce(old.end_record, y.id) = row[2]
    THEN properties(old) ELSE {} END AS told  // a merged record's tie stands elsewhere, and is the same
WHERE coalesce(before.cls, 1) > 0 OR row[4] = 0
CALL (old, moved) { WITH old, moved WHERE moved DELETE old }
WITH row, before, told
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
MERGE (a)-[r:SUPPORTS {id: row[0]}]->(b)
SET r += told
SET r += {row_hash: row[3], cls: row[4], sealed_case_id: row[5], kinds: row[6], closeness: row[7], frequency: row[8],
  tone: row[9], quality_at: date(row[10]), last_contact: date(row[11]), compartment: row[12], owner: row[13],
  sensitivity: row[14], sharing: row[15], case_id: row[16], sources: row[17], stated_by: row[18],
  stated_as: row[19], stated_at: date(row[20]), valid_from: date(row[21]),
  valid_to: CASE WHEN told.ended_here IS NOT NULL OR told.replaced_by IS NOT NULL
    THEN told.valid_to ELSE date(row[22]) END,
  recorded_at: coalesce(datetime(row[23]), before.recorded_at, $now), verification: row[24],
  contested_at: coalesce(date(row[25]), before.contested_at), sealed: row[26]}
