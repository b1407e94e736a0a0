// Who is affiliated with which group, and through which day: the whole graph, or some people. Whose group P's is decides line 6.
// params: ids LIST<STRING>
// returns: person STRING, gang STRING, ended BOOLEAN, until DATE
//
// `ids` null: the whole graph. `ended`: sealed, exited or purged. `until` null: no end known.
CALL () {
  WITH 1 AS whole
  WHERE $ids IS NULL
  MATCH (p:Person)-[m:AFFILIATED_WITH]->(g:Gang)
  RETURN p, m, g
  UNION
  UNWIND $ids AS id
  MATCH (p:Person {id: id})-[m:AFFILIATED_WITH]->(g:Gang)
  RETURN p, m, g
}
RETURN p.id AS person, g.id AS gang,
  coalesce(m.sealed, false) OR coalesce(m.status IN ['EXITED', 'PURGED'], false) AS ended,
  CASE WHEN m.retain_until < m.valid_to OR m.valid_to IS NULL THEN m.retain_until ELSE m.valid_to END AS until
ORDER BY person, gang, ended, until
LIMIT 5000000
