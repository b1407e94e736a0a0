// Pairs of records that may be one person, in these states: for a safety reviewer, hidden records included.
// params: states LIST<STRING>
// returns: id STRING, a STRING, b STRING, state STRING, proposed_by STRING, decisions LIST<STRING>, keep STRING
//
// A pair whose two records are one person by another decision has nothing left to be decided.
MATCH (a:Person)-[m:POSSIBLY_SAME_AS]->(b:Person)
WHERE m.state IN $states
WITH a, b, m,
  head(COLLECT { MATCH (a)-[:MERGED_INTO*0..20]->(o) WHERE NOT EXISTS { (o)-[:MERGED_INTO]->() } RETURN o.id }) AS one,
  head(COLLECT { MATCH (b)-[:MERGED_INTO*0..20]->(o) WHERE NOT EXISTS { (o)-[:MERGED_INTO]->() } RETURN o.id }) AS other
WHERE m.state = 'SAME' OR one <> other
RETURN m.id AS id, a.id AS a, b.id AS b, m.state AS state, m.proposed_by AS proposed_by,
  coalesce(m.decisions, []) AS decisions, CASE WHEN one = other THEN one END AS keep
ORDER BY id
LIMIT 100000
