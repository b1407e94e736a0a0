// assessments: ties ASSESSED_FOR of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
OPTIONAL MATCH (x)-[old:ASSESSED_FOR {id: row[0]}]->(y)
WITH row, old, properties(old) AS before, x.id <> row[1] OR y.id <> row[2] AS moved,
  CASE WHEN coalesce(old.start_record, x.id) = row[1] AND coalesce(old.end_record, y.id) = row[2]
    THEN properties(old) ELSE {} END AS told  // a merged record's tie stands elsewhere, and is the same
WHERE coalesce(before.cls, 1) > 0 OR row[4] = 0
CALL (old, moved) { WITH old, moved WHERE moved DELETE old }
WITH row, before, told
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
MERGE (a)-[r:ASSESSED_FOR {id: row[0]}]->(b)
SET r += told
SET r += {row_hash: row[3], cls: row[4], sealed_case_id: row[5], willingness: row[6], roles: row[7], capacity: row[8],
  limits: row[9], language: row[10], interpreter_needed: row[11], interpreter_arranged: row[12],
  travel_minutes: row[13], last_in_person: date(row[14]), supports_given: row[15], protective_offers: row[16],
  named_by_family: row[17], wait: row[18], ask_again_on: date(row[19]), agreed_to_be_asked: row[20],
  safe_to_be_seen: row[21], safe_to_be_seen_on: date(row[22]), compartment: row[23], owner: row[24],
  sensitivity: row[25], sharing: row[26], case_id: row[27], sources: row[28], stated_by: row[29],
  stated_as: row[30], stated_at: date(row[31]), valid_from: date(row[32]),
  valid_to: CASE WHEN told.ended_here IS NOT NULL OR told.replaced_by IS NOT NULL
    THEN told.valid_to ELSE date(row[33]) END,
  recorded_at: coalesce(datetime(row[34]), before.recorded_at, $now), verification: row[35],
  contested_at: coalesce(date(row[36]), before.contested_at), sealed: row[37]}
