// One submission that waits for a second person, whole, if the asker may see it.
// params: id STRING, today DATE, allowed LIST<INTEGER>, cases LIST<STRING>, circle LIST<STRING>
// returns: person STRING, gang STRING, submitted_by STRING, submitted_on DATE, criteria LIST<STRING>, evidence LIST<STRING>,
// notice_person_at DATE, notice_guardian_at DATE
MATCH (g:Gang)<-[:SUBMITTED_FOR]-(s:IntelSubmission {id: $id})-[:SUBMITTED_ABOUT]->(p)
WHERE (s.cls IN $allowed OR s.case_id IN $cases) AND ($circle IS NULL OR p.id IN $circle)
  AND (g.cls IN $allowed OR g.case_id IN $cases) AND s.refused_at IS NULL AND s.decide_by >= $today
RETURN p.id AS person, g.id AS gang, s.stated_by AS submitted_by, s.stated_at AS submitted_on, s.criteria AS criteria,
  s.evidence AS evidence, s.notice_person_at AS notice_person_at, s.notice_guardian_at AS notice_guardian_at
ORDER BY person
LIMIT 1
