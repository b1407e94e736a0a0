// The family ties that touch these people, as the asker may see them on a day: what kinship is worked out from.
// params: people LIST<STRING>, as_of DATE, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, kin_circle LIST<STRING>
// returns: id STRING, type STRING, a STRING, b STRING, role STRING, side STRING, basis STRING, category STRING,
// status STRING, verification STRING, contested BOOLEAN, over BOOLEAN
//
// A union that ended made somebody a former spouse, so it is read whatever its last day.
UNWIND $people AS id
MATCH (p:Person {id: id})-[s:KIN_OF|UNION_WITH|GUARDIAN_OF]-(q:Person)
WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND q.id IN $consented))
  AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND q.id IN $kin_circle))
  AND (s.valid_from IS NULL OR s.valid_from <= $as_of)
  AND (s.valid_to IS NULL OR s.valid_to >= $as_of OR type(s) = 'UNION_WITH')
WITH DISTINCT s
RETURN s.id AS id, type(s) AS type, startNode(s).id AS a, endNode(s).id AS b, coalesce(s.role, '') AS role,
  coalesce(s.side, 'NA') AS side, coalesce(s.basis, '') AS basis, coalesce(s.category, '') AS category,
  coalesce(s.status, '') AS status, coalesce(s.verification, 'STATED') AS verification,
  s.contested_at IS NOT NULL AS contested, s.valid_to IS NOT NULL AND s.valid_to < $as_of AS over
ORDER BY type, id
LIMIT 20000
