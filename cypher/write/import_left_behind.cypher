// Leaves some records of a label or ties of a type as they stand, sealed and under ids of their own, before a batch changes them.
// params: label STRING, rows LIST<MAP>, today DATE
// returns: none
CALL () {
  UNWIND $rows AS row
  MATCH (a)-[s:$($label) {id: row.id}]->(b)
  CREATE (a)-[n:$($label)]->(b)
  SET n = s {.*, id: row.kept, row_hash: null, stood_until: $today, cls: CASE WHEN s.cls IS NULL THEN null ELSE 0 END,
    sealed: true, sealed_case_id: coalesce(s.sealed_case_id, s.case_id), case_id: null}
  UNION ALL
  UNWIND $rows AS row
  MATCH (s:$($label) {id: row.id})
  CREATE (n:$($label))
  SET n = s {.*, id: row.kept, row_hash: null, stood_until: $today, cls: CASE WHEN s.cls IS NULL THEN null ELSE 0 END,
    sealed: true, sealed_case_id: coalesce(s.sealed_case_id, s.case_id), case_id: null}
  WITH s, n
  CALL (s, n) { MATCH (o)-[l]->(s) CREATE (o)-[m:$(type(l))]->(n) SET m = properties(l) }
  CALL (s, n) { MATCH (s)-[l]->(o) CREATE (n)-[m:$(type(l))]->(o) SET m = properties(l) }
}
