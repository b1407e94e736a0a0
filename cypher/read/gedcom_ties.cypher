// The kin ties and unions among these people as the asker may see them on a day, for a file: one row a statement.
// params: people LIST<STRING>, as_of DATE, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, kin_circle LIST<STRING>
// returns: noun STRING, id STRING, a STRING, b STRING, role STRING, basis STRING, category STRING, status STRING,
// valid_from DATE, valid_to DATE, owner STRING, compartment STRING, sensitivity STRING, sources LIST<STRING>,
// verification STRING, contested_at DATE
//
// A union that ended is still said, with the day of its end; for a parent's tie that ended a file has no word.
UNWIND $people AS id
MATCH (p:Person {id: id})-[s:KIN_OF|UNION_WITH]->(q:Person)
WHERE q.id IN $people
  AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND q.id IN $consented))
  AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND q.id IN $kin_circle))
  AND (s.valid_from IS NULL OR s.valid_from <= $as_of)
  AND (s.valid_to IS NULL OR s.valid_to >= $as_of OR type(s) = 'UNION_WITH')
RETURN type(s) AS noun, s.id AS id, p.id AS a, q.id AS b, s.role AS role, s.basis AS basis, s.category AS category,
  s.status AS status, s.valid_from AS valid_from, s.valid_to AS valid_to, s.owner AS owner,
  s.compartment AS compartment, s.sensitivity AS sensitivity, s.sources AS sources, s.verification AS verification,
  s.contested_at AS contested_at
ORDER BY noun, size(id), id, a, b, owner
LIMIT 20000
