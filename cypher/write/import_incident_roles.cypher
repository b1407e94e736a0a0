// incident_roles: ties INVOLVED_IN of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
OPTIONAL MATCH (x)-[old:INVOLVED_IN {id: row[0]}]->(y)
WITH row, old, properties(old) AS before, x.id <> row[1] OR y.id <> row[2] AS moved,
  CASE WHEN coalesce(old.start_record, x.id) = row[1] AND coalesce(old.end_record, y.id) = row[2]
    THEN properties(old) ELSE {} END AS told  // a merged record's tie stands elsewhere, and is the same
WHERE coalesce(before.cls, 1) > 0 OR row[4] = 0
CALL (old, moved) { WITH old, moved WHERE moved DELETE old }
WITH row, before, told
MATCH (a:Person {id: row[1]})
MATCH (b:Incident {id: row[2]})
MERGE (a)-[r:INVOLVED_IN {id: row[0]}]->(b)
SET r += told
SET r += {row_hash: row[3], cls: row[4], sealed_case_id: row[5], role: row[6], compartment: row[7], owner: row[8],
  sensitivity: row[9], sharing: row[10], case_id: row[11], sources: row[12], stated_by: row[13],
  stated_as: row[14], stated_at: date(row[15]), valid_from: date(row[16]),
  valid_to: CASE WHEN told.ended_here IS NOT NULL OR told.replaced_by IS NOT NULL
    THEN told.valid_to ELSE date(row[17]) END,
  recorded_at: coalesce(datetime(row[18]), before.recorded_at, $now), verification: row[19],
  contested_at: coalesce(date(row[20]), before.contested_at), sealed: row[21]}
