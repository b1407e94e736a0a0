// Some records of a label or ties of a type as they stand before a batch changes them, and the people they are about.
// params: label STRING, ids LIST<STRING>
// returns: id STRING, ends LIST<STRING>, people LIST<STRING>, told MAP
//
// `ends`: those that it was said of, also where a merged record's ties stand elsewhere; `people`: where it stands.
CALL () {
  UNWIND $ids AS wanted
  MATCH (a)-[r:$($label) {id: wanted}]->(b)
  RETURN r.id AS id, [coalesce(r.start_record, a.id), coalesce(r.end_record, b.id)] AS ends,
    [p IN [a, b] WHERE p:Person | p.id] AS people, properties(r) AS told
  UNION ALL
  UNWIND $ids AS wanted
  MATCH (n:$($label) {id: wanted})
  RETURN n.id AS id, [] AS ends, COLLECT { MATCH (n)--(p:Person) RETURN DISTINCT p.id AS id ORDER BY id } AS people,
    properties(n) AS told
}
RETURN id, ends, people, told
ORDER BY id
LIMIT 1000000
