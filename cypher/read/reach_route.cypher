// The value of one visible way to reach a person, and for which of the asker's own people that person was ever screened.
// params: contact_point_id STRING, today DATE, caseload LIST<STRING>, allowed LIST<INTEGER>,
// consent_classes LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>, circle LIST<STRING>
// returns: id STRING, person STRING, kind STRING, value STRING, label STRING, shared_with LIST<STRING>,
// may_leave_message BOOLEAN, may_say_who_calls BOOLEAN, may_text BOOLEAN, interpreter BOOLEAN, language STRING,
// owner STRING, plans LIST<STRING>
MATCH (s:ContactPoint {id: $contact_point_id})<-[:REACHED_AT]-(p:Person)
WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
  AND (s.valid_from IS NULL OR s.valid_from <= $today) AND (s.valid_to IS NULL OR s.valid_to >= $today)
RETURN s.id AS id, p.id AS person, s.kind AS kind, s.value AS value, s.label AS label,
  coalesce(s.shared_with, []) AS shared_with, coalesce(s.may_leave_message, false) AS may_leave_message,
  coalesce(s.may_say_who_calls, false) AS may_say_who_calls, coalesce(s.may_text, false) AS may_text,
  coalesce(s.interpreter, false) AS interpreter, s.language AS language, s.owner AS owner,
  COLLECT { MATCH (p)-[:SCREENED_FOR]->(plan:Person) WHERE plan.id IN $caseload
    RETURN DISTINCT plan.id ORDER BY plan.id } AS plans
ORDER BY id
LIMIT 1
