// orders: ties RESTRAINED_FROM of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
OPTIONAL MATCH (x)-[old:RESTRAINED_FROM {id: row[0]}]->(y)
WITH row, old, properties(old) AS before, x.id <> row[1] OR y.id <> row[2] AS moved,
  CASE WHEN coalesce(old.start_record, x.id) = row[1] AND coalesce(old.end_record, y.id) = row[2]
    THEN properties(old) ELSE {} END AS told  // a merged record's tie stands elsewhere, and is the same
WHERE coalesce(before.cls, 1) > 0 OR row[4] = 0
CALL (old, moved) { WITH old, moved WHERE moved DELETE old }
WITH row, before, told
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
MERGE (a)-[r:RESTRAINED_FROM {id: row[0]}]->(b)
SET r += told
SET r += {row_hash: row[3], cls: row[4], sealed_case_id: row[5], type: row[6], conditions: row[7], status: row[8],
  issued_on: date(row[9]), expires_on: date(row[10]), docket: row[11],
  ended_on: CASE WHEN told.ended_by IS NOT NULL
    THEN told.ended_on ELSE date(row[12]) END,
  compartment: row[13], owner: row[14], sensitivity: row[15], sharing: row[16], case_id: row[17],
  sources: row[18], stated_by: row[19], stated_as: row[20], stated_at: date(row[21]),
  valid_from: date(row[22]),
  valid_to: CASE WHEN told.ended_here IS NOT NULL OR told.replaced_by IS NOT NULL
    THEN told.valid_to ELSE date(row[23]) END,
  recorded_at: coalesce(datetime(row[24]), before.recorded_at, $now), verification: row[25],
  contested_at: coalesce(date(row[26]), before.contested_at), sealed: row[27]}
