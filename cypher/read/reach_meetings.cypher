// Family meetings about a person, as far as the asker may see them, the newest first, with whoever came.
// params: person_id STRING, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>, consent_classes LIST<INTEGER>,
// circle LIST<STRING>
// returns: id STRING, kind STRING, held_on DATE, plan STRING, decisions LIST<STRING>, by STRING, owner STRING,
// attendees LIST<STRING>
MATCH (p:Person {id: $person_id})<-[:MEETING_FOR]-(s:FamilyMeeting)
WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
RETURN s.id AS id, s.kind AS kind, s.held_on AS held_on, s.plan AS plan, coalesce(s.decisions, []) AS decisions,
  s.stated_by AS by, s.owner AS owner,
  COLLECT { MATCH (a:Person)<-[:ATTENDED_BY]-(s) WHERE ($circle IS NULL OR a.id IN $circle) RETURN a.id ORDER BY a.id } AS attendees
ORDER BY held_on DESC, id
LIMIT 100
