// outreach_requests: ties OUTREACH_ASKED_FOR of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
OPTIONAL MATCH (x)-[old:OUTREACH_ASKED_FOR {id: row[0]}]->(y)
WITH row, old, properties(old) AS before, x.id <> row[1] OR y.id <> row[2] AS moved,
  CASE WHEN coalesce(old.start_record, x.id) = row[1] AND coalesce(old.end_record, y.id) = row[2]
    THEN properties(old) ELSE {} END AS told  // a merged record's tie stands elsewhere, and is the same
CALL (old, moved) { WITH old, moved WHERE moved DELETE old }
WITH row, before, told
MATCH (a:Staff {id: row[1]})
MATCH (b:Person {id: row[2]})
MERGE (a)-[r:OUTREACH_ASKED_FOR {id: row[0]}]->(b)
SET r += told
SET r += {row_hash: row[3],
  state: CASE WHEN (told.answered_at IS NOT NULL OR told.ended_at IS NOT NULL)
    AND NOT row[4] IN ['DECLINED', 'DONE', 'REVOKED', 'EXPIRED', 'FAMILY_SAID_NO']
    THEN told.state ELSE row[4] END,
  asked_on: date(row[5]), due_on: date(row[6]), worker: row[7], reason: row[8]}
