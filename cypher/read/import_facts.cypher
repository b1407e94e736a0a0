// Everybody's names, birth dates and identifiers, hidden ones included: what record linkage compares.
// params: none
// returns: noun STRING, people LIST<STRING>, firsts LIST<STRING>, seconds LIST<STRING>
CALL () {
  MATCH (p:Person)-[:HAS_NAME]->(n:Name)
  RETURN 'names' AS noun, p.id AS person, n.given AS first, n.family AS second, n.id AS id
  UNION ALL
  MATCH (p:Person)-[:HAS_BIRTH]->(n:Birth)
  RETURN 'births' AS noun, p.id AS person, toString(n.born_on) AS first, n.sex AS second, n.id AS id
  UNION ALL
  MATCH (p:Person)-[:HAS_IDENTIFIER]->(n:Identifier)
  RETURN 'identifiers' AS noun, p.id AS person, n.system AS first, n.value AS second, n.id AS id
}
WITH noun, person, coalesce(first, '') AS first, coalesce(second, '') AS second, id
ORDER BY noun, id
RETURN noun, collect(person) AS people, collect(first) AS firsts, collect(second) AS seconds
ORDER BY noun
LIMIT 3
