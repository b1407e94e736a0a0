// Those of the asker's own people with a removal of which an alert may have come, or with a relative who may be asked again: removals first.
// params: ids LIST<STRING>, since DATE, removed_by DATE, today DATE, allowed LIST<INTEGER>, cases LIST<STRING>,
// consented LIST<STRING>, consent_classes LIST<INTEGER>, circle LIST<STRING>
// returns: person STRING, removed_on DATE, ask_again_on DATE
MATCH (p:Person)
WHERE p.id IN $ids AND ($circle IS NULL OR p.id IN $circle)
CALL (p) {
  MATCH (p)-[:REMOVED]->(s)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
    AND s.removed_on > $since AND s.removed_on <= $removed_by
  RETURN s.removed_on AS removed_on, null AS ask_again_on
  UNION ALL
  MATCH (p)<-[s:ASSESSED_FOR]-(r:Person)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND r.id IN $consented))
    AND ($circle IS NULL OR r.id IN $circle) AND s.ask_again_on <= $today
  RETURN null AS removed_on, s.ask_again_on AS ask_again_on
}
WITH p.id AS person, max(removed_on) AS removed_on, max(ask_again_on) AS ask_again_on
RETURN person, removed_on, ask_again_on
ORDER BY removed_on IS NULL, removed_on DESC, ask_again_on DESC, person
LIMIT 2000
