// Kin, union and guardian ties of one person that the asker may see on a day, from either end.
// params: person_id STRING, as_of DATE, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, kin_circle LIST<STRING>
// returns: type STRING, id STRING, other STRING, outward BOOLEAN, role STRING, side STRING, basis STRING,
// category STRING, status STRING, scope STRING, rights_ended_on DATE, closeness STRING, frequency STRING, tone STRING,
// quality_at DATE, last_contact DATE, owner STRING, compartment STRING, stated_as STRING, stated_by STRING,
// stated_at DATE, verification STRING, contested_at DATE, valid_from DATE, valid_to DATE,
// records LIST<STRING>
MATCH (p:Person {id: $person_id})-[s:KIN_OF|UNION_WITH|GUARDIAN_OF]-(b:Person)
WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND b.id IN $consented))
  AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND b.id IN $kin_circle))
  AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
RETURN type(s) AS type, s.id AS id, b.id AS other, startNode(s) = p AS outward, s.role AS role, s.side AS side,
  s.basis AS basis, s.category AS category, s.status AS status, s.scope AS scope, s.rights_ended_on AS rights_ended_on,
  s.closeness AS closeness, s.frequency AS frequency, s.tone AS tone, s.quality_at AS quality_at,
  s.last_contact AS last_contact, s.owner AS owner, s.compartment AS compartment, s.stated_as AS stated_as,
  s.stated_by AS stated_by, s.stated_at AS stated_at, s.verification AS verification,
  s.contested_at AS contested_at, s.valid_from AS valid_from, s.valid_to AS valid_to,
  [record IN [s.start_record, s.end_record] WHERE record IS NOT NULL] AS records
ORDER BY other, type, id
LIMIT 2000
