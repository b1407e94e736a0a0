// matches: ties POSSIBLY_SAME_AS of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
OPTIONAL MATCH (x)-[old:POSSIBLY_SAME_AS {id: row[0]}]->(y)
WITH row, old, properties(old) AS before, x.id <> row[1] OR y.id <> row[2] AS moved,
  CASE WHEN coalesce(old.start_record, x.id) = row[1] AND coalesce(old.end_record, y.id) = row[2]
    THEN properties(old) ELSE {} END AS told  // a merged record's tie stands elsewhere, and is the same
WHERE before.decisions IS NULL  // what a person decided stands
CALL (old, moved) { WITH old, moved WHERE moved DELETE old }
WITH row, before, told
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
MERGE (a)-[r:POSSIBLY_SAME_AS {id: row[0]}]->(b)
SET r += told
SET r += {row_hash: row[3], state: row[4], decided_by: row[5], weight: row[6]}
SET r.held = coalesce(before.held, false) OR coalesce(before.state IN ['PLAUSIBLE', 'SAME'], false)
