// Affiliations with some gangs that still count on a day: not purged, not past retention, the gang visible too.
// params: ids LIST<STRING>, as_of DATE, today DATE, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, circle LIST<STRING>
// returns: gang STRING, id STRING, person STRING, status STRING, role STRING, criteria LIST<STRING>,
// evidence LIST<STRING>, retain_until DATE, owner STRING, compartment STRING, stated_as STRING, stated_by STRING,
// stated_at DATE, verification STRING, contested_at DATE, valid_from DATE, valid_to DATE,
// records LIST<STRING>
MATCH (p:Person)-[s:AFFILIATED_WITH]->(g:Gang)
WHERE g.id IN $ids AND (g.cls IN $allowed OR g.case_id IN $cases)
  AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
  AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
  AND s.status IN ['VERIFIED_ASSOCIATE', 'VERIFIED_MEMBER', 'CONTESTED', 'EXITED'] AND s.retain_until >= $today
RETURN g.id AS gang, s.id AS id, p.id AS person, s.status AS status, s.role AS role, s.criteria AS criteria,
  s.evidence AS evidence, s.retain_until AS retain_until, s.owner AS owner, s.compartment AS compartment,
  s.stated_as AS stated_as, s.stated_by AS stated_by, s.stated_at AS stated_at, s.verification AS verification,
  s.contested_at AS contested_at, s.valid_from AS valid_from, s.valid_to AS valid_to,
  [record IN [s.start_record, s.end_record] WHERE record IS NOT NULL] AS records
ORDER BY gang, person, id
LIMIT 20000
