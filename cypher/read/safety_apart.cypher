// Pairs among some people whom a protective fact keeps from each other, whoever owns it and whether or not it lapsed.
// params: people LIST<STRING>
// returns: a STRING, b STRING
//
// A lapsed fact still keeps a pair apart: nobody but a safety reviewer settles it (definitions.md §4).
UNWIND $people AS id
MATCH (a:Person {id: id})
CALL (a) {
  MATCH (a)-[:HARMED|RESTRAINED_FROM|REFUSES_CONTACT_WITH|WITNESS_AGAINST|LIVE_CONFLICT_WITH]->(b:Person)
  RETURN b
  UNION
  MATCH (a)-[s:APART]->(b:Person)
  WHERE s.reach <> 'ALONE'
  RETURN b
  UNION
  MATCH (a)-[t:KIN_OF|UNION_WITH|GUARDIAN_OF|CAREGIVER_OF|MENTOR_OF|SUPPORTS]->(b:Person)
  WHERE t.tone = 'ABUSIVE'
  RETURN b
}
WITH a, b
WHERE b.id IN $people
RETURN DISTINCT a.id AS a, b.id AS b
ORDER BY a, b
LIMIT 100000
