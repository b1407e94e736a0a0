// Rivalries and alliances of some gangs on a day, where the tie and both gangs are visible to the asker.
// params: ids LIST<STRING>, as_of DATE, allowed LIST<INTEGER>, cases LIST<STRING>
// returns: type STRING, id STRING, gang STRING, other STRING, other_name STRING, intensity STRING, basis STRING,
// reviewed_at DATE, owner STRING, compartment STRING, stated_as STRING, stated_by STRING,
// stated_at DATE, verification STRING, contested_at DATE, valid_from DATE, valid_to DATE
MATCH (g:Gang)-[s:RIVAL_OF|ALLIED_WITH]-(o:Gang)
WHERE g.id IN $ids
  AND (g.cls IN $allowed OR g.case_id IN $cases) AND (o.cls IN $allowed OR o.case_id IN $cases)
  AND (s.cls IN $allowed OR s.case_id IN $cases)
  AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
  AND (o.valid_from IS NULL OR o.valid_from <= $as_of) AND (o.valid_to IS NULL OR o.valid_to >= $as_of)
RETURN type(s) AS type, s.id AS id, g.id AS gang, o.id AS other, o.name AS other_name, s.intensity AS intensity,
  s.basis AS basis, s.reviewed_at AS reviewed_at, s.owner AS owner, s.compartment AS compartment,
  s.stated_as AS stated_as, s.stated_by AS stated_by, s.stated_at AS stated_at, s.verification AS verification,
  s.contested_at AS contested_at, s.valid_from AS valid_from, s.valid_to AS valid_to
ORDER BY gang, type, other, id
LIMIT 20000
