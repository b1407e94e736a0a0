// Those of the asker's own people with a removal of late, or with a relative whose day to be asked again has come, the newest first.
// params: ids LIST<STRING>, since DATE, today DATE, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, circle LIST<STRING>
// returns: person STRING, day DATE
MATCH (p:Person)
WHERE p.id IN $ids AND ($circle IS NULL OR p.id IN $circle)
CALL (p) {
  MATCH (p)-[:REMOVED]->(s)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND s.removed_on > $since
  RETURN s.removed_on AS day
  UNION ALL
  MATCH (p)<-[s:ASSESSED_FOR]-(r:Person)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND r.id IN $consented))
    AND ($circle IS NULL OR r.id IN $circle) AND s.ask_again_on <= $today
  RETURN s.ask_again_on AS day
}
RETURN p.id AS person, max(day) AS day
ORDER BY day DESC, person
LIMIT 1000
