// household_members: ties MEMBER_OF_HOUSEHOLD of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
OPTIONAL MATCH (x)-[old:MEMBER_OF_HOUSEHOLD {id: row[0]}]->(y)
WITH row, old, properties(old) AS before, x.id <> row[1] OR y.id <> row[2] AS moved,
  CASE WHEN coalesce(old.start_record, x.id) = row[1] AND coalesce(old.end_record, y.id) = row[2]
    THEN properties(old) ELSE {} END AS told  // a merged record's tie stands elsewhere, and is the same
WHERE coalesce(before.cls, 1) > 0 OR row[4] = 0
CALL (old, moved) { WITH old, moved WHERE moved DELETE old }
WITH row, before, told
MATCH (a:Person {id: row[1]})
MATCH (b:Household {id: row[2]})
MERGE (a)-[r:MEMBER_OF_HOUSEHOLD {id: row[0]}]->(b)
SET r += told
SET r += {row_hash: row[3], cls: row[4], sealed_case_id: row[5], closeness: row[6], frequency: row[7], tone: row[8],
  quality_at: date(row[9]), last_contact: date(row[10]), compartment: row[11], owner: row[12],
  sensitivity: row[13], sharing: row[14], case_id: row[15], sources: row[16], stated_by: row[17],
  stated_as: row[18], stated_at: date(row[19]), valid_from: date(row[20]),
  valid_to: CASE WHEN told.ended_here IS NOT NULL OR told.replaced_by IS NOT NULL
    THEN told.valid_to ELSE date(row[21]) END,
  recorded_at: coalesce(datetime(row[22]), before.recorded_at, $now), verification: row[23],
  contested_at: coalesce(date(row[24]), before.contested_at), sealed: row[25]}
