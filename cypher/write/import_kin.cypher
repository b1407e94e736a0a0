// kin: ties KIN_OF of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
OPTIONAL MATCH (x)-[old:KIN_OF {id: row[0]}]->(y)
WITH row, old, properties(old) AS before, x.id <> row[1] OR y.id <> row[2] AS moved,
  CASE WHEN coalesce(old.start_record, x.id) = row[1] AND coalesce(old.end_record, y.id) = row[2]
    THEN properties(old) ELSE {} END AS told  // a merged record's tie stands elsewhere, and is the same
WHERE coalesce(before.cls, 1) > 0 OR row[4] = 0
CALL (old, moved) { WITH old, moved WHERE moved DELETE old }
WITH row, before, told
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
MERGE (a)-[r:KIN_OF {id: row[0]}]->(b)
SET r += told
SET r += {row_hash: row[3], cls: row[4], sealed_case_id: row[5], role: row[6], side: row[7], basis: row[8],
  rights_ended_on: date(row[9]), closeness: row[10], frequency: row[11], tone: row[12],
  quality_at: date(row[13]), last_contact: date(row[14]), compartment: row[15], owner: row[16],
  sensitivity: row[17], sharing: row[18], case_id: row[19], sources: row[20], stated_by: row[21],
  stated_as: row[22], stated_at: date(row[23]), valid_from: date(row[24]),
  valid_to: CASE WHEN told.ended_here IS NOT NULL OR told.replaced_by IS NOT NULL
    THEN told.valid_to ELSE date(row[25]) END,
  recorded_at: coalesce(datetime(row[26]), before.recorded_at, $now), verification: row[27],
  contested_at: coalesce(date(row[28]), before.contested_at), sealed: row[29]}
