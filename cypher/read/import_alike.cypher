// Facts of everybody whom linkage would compare with one new person: born on the day, or of the same names; hidden ones included.
// params: folded STRING, born_on DATE
// returns: noun STRING, people LIST<STRING>, firsts LIST<STRING>, seconds LIST<STRING>
//
// Those are the pairs that the blocking rules of linkage.json let through, where no identifier is known.
CALL () {
  MATCH (p:Person)-[:HAS_BIRTH]->(:Birth {born_on: $born_on})
  RETURN p
  UNION
  MATCH (p:Person)-[:HAS_NAME]->(:Name {folded: $folded})
  RETURN p
}
WITH DISTINCT p
CALL (p) {
  MATCH (p)-[:HAS_NAME]->(n:Name)
  RETURN 'names' AS noun, n.given AS first, n.family AS second, n.id AS id
  UNION ALL
  MATCH (p)-[:HAS_BIRTH]->(n:Birth)
  RETURN 'births' AS noun, toString(n.born_on) AS first, n.sex AS second, n.id AS id
}
WITH noun, p.id AS person, coalesce(first, '') AS first, coalesce(second, '') AS second, id
ORDER BY noun, id
RETURN noun, collect(person) AS people, collect(first) AS firsts, collect(second) AS seconds
ORDER BY noun
LIMIT 2
