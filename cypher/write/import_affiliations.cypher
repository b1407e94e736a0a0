// affiliations: ties AFFILIATED_WITH of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
OPTIONAL MATCH (x)-[old:AFFILIATED_WITH {id: row[0]}]->(y)
WITH row, old, properties(old) AS before, x.id <> row[1] OR y.id <> row[2] AS moved,
  CASE WHEN coalesce(old.start_record, x.id) = row[1] AND coalesce(old.end_record, y.id) = row[2]
    THEN properties(old) ELSE {} END AS told  // a merged record's tie stands elsewhere, and is the same
WHERE coalesce(before.cls, 1) > 0 OR row[4] = 0
CALL (old, moved) { WITH old, moved WHERE moved DELETE old }
WITH row, before, told
MATCH (a:Person {id: row[1]})
MATCH (b:Gang {id: row[2]})
MERGE (a)-[r:AFFILIATED_WITH {id: row[0]}]->(b)
SET r += told
SET r += {row_hash: row[3], cls: row[4], sealed_case_id: row[5], status: row[6], role: row[7], criteria: row[8],
  evidence: row[9], verified_by: row[10],
  retain_until: date(CASE WHEN date(row[11]) > date($now) + duration({years: 5})
    OR date(row[11]) > date(CASE WHEN row[23] IS NULL OR row[24] > row[23]
      THEN row[24] ELSE row[23] END) + duration({years: 5})
    THEN 'kept too long: ' ELSE '' END + row[11]),
  notice_person_at: date(row[12]), notice_guardian_at: date(row[13]), approved_by: row[14],
  compartment: row[15], owner: row[16], sensitivity: row[17], sharing: row[18], case_id: row[19],
  sources: row[20], stated_by: row[21], stated_as: row[22], stated_at: date(row[23]),
  valid_from: date(row[24]),
  valid_to: CASE WHEN told.ended_here IS NOT NULL OR told.replaced_by IS NOT NULL
    THEN told.valid_to ELSE date(row[25]) END,
  recorded_at: coalesce(datetime(row[26]), before.recorded_at, $now), verification: row[27],
  contested_at: coalesce(date(row[28]), before.contested_at), sealed: row[29]}
