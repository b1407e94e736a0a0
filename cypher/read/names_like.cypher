// Visible names that match a full-text query, without the index's score, which hidden names would move.
// params: text STRING, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, circle LIST<STRING>
// returns: person STRING, id STRING, folded STRING
CALL db.index.fulltext.queryNodes('name_text', $text) YIELD node AS s
MATCH (p:Person)-[:HAS_NAME]->(s)
WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
RETURN p.id AS person, s.id AS id, s.folded AS folded
ORDER BY person, id
LIMIT 1000000
