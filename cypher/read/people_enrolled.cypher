// People with a visible place on the programme's list today, of some states or led by some agency.
// params: statuses LIST<STRING>, lead_agency STRING, today DATE, allowed LIST<INTEGER>, cases LIST<STRING>,
// consented LIST<STRING>, consent_classes LIST<INTEGER>, circle LIST<STRING>
// returns: person STRING
MATCH (p:Person)-[:ENROLLED_IN]->(s:Enrolment)
WHERE s.status IN $statuses AND ($lead_agency IS NULL OR s.lead_agency = $lead_agency)
  AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
  AND (s.valid_from IS NULL OR s.valid_from <= $today) AND (s.valid_to IS NULL OR s.valid_to >= $today)
RETURN DISTINCT p.id AS person
ORDER BY person
LIMIT 1000000
