// addresses: ties RESIDES_AT of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
OPTIONAL MATCH (x)-[old:RESIDES_AT {id: row[0]}]->(y)
WITH row, old, properties(old) AS before, x.id <> row[1] OR y.id <> row[2] AS moved,
  CASE WHEN coalesce(old.start_record, x.id) = row[1] AND coalesce(old.end_record, y.id) = row[2]
    THEN properties(old) ELSE {} END AS told  // a merged record's tie stands elsewhere, and is the same
WHERE coalesce(before.cls, 1) > 0 OR row[4] = 0
CALL (old, moved) { WITH old, moved WHERE moved DELETE old }
WITH row, before, told
MATCH (a:Person {id: row[1]})
MATCH (b:Location {id: row[2]})
MERGE (a)-[r:RESIDES_AT {id: row[0]}]->(b)
SET r += told
SET r += {row_hash: row[3], cls: row[4], sealed_case_id: row[5],
  kind: coalesce(head([v IN ['SHELTER'] WHERE v IN [before.kind, row[6]]]), row[6]),
  confidential: coalesce(head([v IN [true] WHERE v IN [before.confidential, row[7]]]), row[7]),
  compartment: row[8], owner: row[9], sensitivity: row[10], sharing: row[11], case_id: row[12],
  sources: row[13], stated_by: row[14], stated_as: row[15], stated_at: date(row[16]),
  valid_from: date(row[17]),
  valid_to: CASE WHEN told.ended_here IS NOT NULL OR told.replaced_by IS NOT NULL
    THEN told.valid_to ELSE date(row[18]) END,
  recorded_at: coalesce(datetime(row[19]), before.recorded_at, $now), verification: row[20],
  contested_at: coalesce(date(row[21]), before.contested_at), sealed: row[22]}
