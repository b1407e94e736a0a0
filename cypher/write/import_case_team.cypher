// case_team: ties ON_TEAM of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
OPTIONAL MATCH (x)-[old:ON_TEAM {id: row[0]}]->(y)
WITH row, old, properties(old) AS before, x.id <> row[1] OR y.id <> row[2] AS moved,
  CASE WHEN coalesce(old.start_record, x.id) = row[1] AND coalesce(old.end_record, y.id) = row[2]
    THEN properties(old) ELSE {} END AS told  // a merged record's tie stands elsewhere, and is the same
CALL (old, moved) { WITH old, moved WHERE moved DELETE old }
WITH row, before, told
MATCH (a:Staff {id: row[1]})
MATCH (b:Case {id: row[2]})
MERGE (a)-[r:ON_TEAM {id: row[0]}]->(b)
SET r += told
SET r += {row_hash: row[3], valid_from: date(row[4]), valid_to: date(row[5])}
