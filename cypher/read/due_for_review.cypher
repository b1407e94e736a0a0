// Affiliations whose time ends soon, and submissions that wait for a second person, as the asker may see them.
// params: today DATE, until DATE, allowed LIST<INTEGER>, cases LIST<STRING>, consent_classes LIST<INTEGER>,
// consented LIST<STRING>, circle LIST<STRING>
// returns: id STRING, kind STRING, person STRING, gang STRING, status STRING, due DATE, owner STRING
CALL () {
  MATCH (p:Person)-[s:AFFILIATED_WITH]->(g:Gang)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
    AND ($circle IS NULL OR p.id IN $circle) AND (g.cls IN $allowed OR g.case_id IN $cases)
    AND s.status IN ['VERIFIED_ASSOCIATE', 'VERIFIED_MEMBER', 'CONTESTED', 'EXITED'] AND s.retain_until >= $today
  RETURN p, s, g, 'AFFILIATIONS' AS kind, s.retain_until AS due
  UNION ALL
  MATCH (p:Person)<-[:SUBMITTED_ABOUT]-(i:IntelSubmission)-[:SUBMITTED_FOR]->(g:Gang)
  WHERE (i.cls IN $allowed OR i.case_id IN $cases) AND ($circle IS NULL OR p.id IN $circle)
    AND (g.cls IN $allowed OR g.case_id IN $cases) AND i.refused_at IS NULL AND i.decide_by >= $today
  RETURN p, i AS s, g, 'SUBMISSIONS' AS kind, i.decide_by AS due
}
WITH p, s, g, kind, due
WHERE due <= $until
RETURN s.id AS id, kind, p.id AS person, g.id AS gang, s.status AS status, due, s.owner AS owner
ORDER BY due, kind, id
LIMIT 20000
