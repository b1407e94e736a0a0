// rivalries: ties RIVAL_OF of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
OPTIONAL MATCH (x)-[old:RIVAL_OF {id: row[0]}]->(y)
WITH row, old, properties(old) AS before, x.id <> row[1] OR y.id <> row[2] AS moved,
  CASE WHEN coalesce(old.start_record, x.id) = row[1] AND coalesce(old.end_record, y.id) = row[2]
    THEN properties(old) ELSE {} END AS told  // a merged record's tie stands elsewhere, and is the same
WHERE coalesce(before.cls, 1) > 0 OR row[4] = 0
CALL (old, moved) { WITH old, moved WHERE moved DELETE old }
WITH row, before, told
MATCH (a:Gang {id: row[1]})
MATCH (b:Gang {id: row[2]})
MERGE (a)-[r:RIVAL_OF {id: row[0]}]->(b)
SET r += told
SET r += {row_hash: row[3], cls: row[4], sealed_case_id: row[5], intensity: row[6], basis: row[7],
  reviewed_at: date(row[8]), compartment: row[9], owner: row[10], sensitivity: row[11], sharing: row[12],
  case_id: row[13], sources: row[14], stated_by: row[15], stated_as: row[16], stated_at: date(row[17]),
  valid_from: date(row[18]), valid_to: date(row[19]),
  recorded_at: coalesce(datetime(row[20]), before.recorded_at, $now), verification: row[21],
  contested_at: coalesce(date(row[22]), before.contested_at), sealed: row[23]}
