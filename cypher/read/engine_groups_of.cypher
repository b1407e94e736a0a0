// The households and gangs of some people, and some more by key, whoever may see them: they fill the arrays, and no answer.
// params: people LIST<STRING>, households LIST<STRING>, gangs LIST<STRING>
// returns: key STRING, cls INTEGER, case STRING, verified BOOLEAN, joins BOOLEAN, valid_from DATE, valid_to DATE
CALL () {
  UNWIND $people AS id
  MATCH (:Person {id: id})-[:MEMBER_OF_HOUSEHOLD|AFFILIATED_WITH]->(g)
  RETURN g
  UNION
  UNWIND $households AS id
  MATCH (g:Household {id: id})
  RETURN g
  UNION
  UNWIND $gangs AS id
  MATCH (g:Gang {id: id})
  RETURN g
}
WITH DISTINCT g
WHERE g.id IS NOT NULL AND (g:Household OR g:Gang)
RETURN CASE WHEN g:Gang THEN 'gang:' ELSE 'household:' END + g.id AS key, coalesce(g.cls, 0) AS cls, g.case_id AS case,
  coalesce(g.verification IN ['PROVEN', 'STATED'], false) AND g.contested_at IS NULL AS verified,
  g:Gang OR coalesce(g.kind, '') = 'FAMILY' AS joins, g.valid_from AS valid_from, g.valid_to AS valid_to
ORDER BY key
LIMIT 2000000
