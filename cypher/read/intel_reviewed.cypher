// Whom an affiliation is about that may still be validated, if the asker may see it.
// params: id STRING, today DATE, allowed LIST<INTEGER>, cases LIST<STRING>, consent_classes LIST<INTEGER>,
// consented LIST<STRING>, circle LIST<STRING>
// returns: person STRING, status STRING
MATCH (p:Person)-[s:AFFILIATED_WITH {id: $id}]->(g:Gang)
WHERE (g.cls IN $allowed OR g.case_id IN $cases)
  AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
  AND ($circle IS NULL OR p.id IN $circle)
  AND s.status IN ['VERIFIED_ASSOCIATE', 'VERIFIED_MEMBER', 'CONTESTED', 'EXITED'] AND s.retain_until >= $today
RETURN p.id AS person, s.status AS status
ORDER BY person
LIMIT 1
