// What two records are compared by, whoever may see it: only which fields agree is said, to a safety reviewer.
// params: ids LIST<STRING>
// returns: person STRING, field STRING, first STRING, second STRING
//
// Sealed and erased statements are absent here too. Of two merged records each is compared by what was said of it.
UNWIND $ids AS id
MATCH (p:Person {id: id})-[:MERGED_INTO*0..20]->(one:Person)
WHERE NOT EXISTS { (one)-[:MERGED_INTO]->() }
MATCH (one)-[r:HAS_NAME|HAS_BIRTH|HAS_IDENTIFIER]->(s)
WHERE coalesce(r.start_record, one.id) = id AND coalesce(s.cls, 0) <> 0 AND NOT coalesce(s.sealed, false)
  AND s.erased_at IS NULL
WITH id, s, type(r) AS kind
UNWIND CASE kind
  WHEN 'HAS_NAME' THEN [{field: 'name', first: s.given, second: s.family}]
  WHEN 'HAS_IDENTIFIER' THEN [{field: 'identifier', first: s.system, second: s.value}]
  ELSE [{field: 'birth', first: toString(s.born_on), second: s.sex}] END AS f
RETURN DISTINCT id AS person, f.field AS field, f.first AS first, f.second AS second
ORDER BY person, field, first, second
LIMIT 100000
