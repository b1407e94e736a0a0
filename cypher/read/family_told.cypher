// What is on file about some family ties between these people, as the asker may see it.
// params: people LIST<STRING>, ties LIST<STRING>, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, kin_circle LIST<STRING>
// returns: id STRING, type STRING, a STRING, b STRING, role STRING, last_contact DATE, owner STRING, compartment STRING,
// stated_as STRING, stated_by STRING, said_by_staff STRING, stated_at DATE, verification STRING, contested_at DATE,
// valid_from DATE, valid_to DATE, records LIST<STRING>
UNWIND $people AS id
MATCH (p:Person {id: id})-[s:KIN_OF|UNION_WITH|GUARDIAN_OF]->(q:Person)
WHERE s.id IN $ties
  AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND q.id IN $consented))
  AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND q.id IN $kin_circle))
RETURN s.id AS id, type(s) AS type, p.id AS a, q.id AS b, s.role AS role, s.last_contact AS last_contact,
  s.owner AS owner, s.compartment AS compartment, s.stated_as AS stated_as, s.stated_by AS stated_by,
  head(COLLECT { MATCH (u:Staff {id: s.stated_by}) RETURN u.name AS name }) AS said_by_staff,
  s.stated_at AS stated_at, coalesce(s.verification, 'STATED') AS verification, s.contested_at AS contested_at,
  s.valid_from AS valid_from, s.valid_to AS valid_to,
  [record IN [s.start_record, s.end_record] WHERE record IS NOT NULL] AS records
ORDER BY type, id
LIMIT 20000
