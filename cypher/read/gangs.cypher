// Gangs that the asker may see on a day; all of them when no ids are given.
// params: ids LIST<STRING>, as_of DATE, allowed LIST<INTEGER>, cases LIST<STRING>
// returns: id STRING, name STRING, activity STRING, organisation STRING, size_estimate INTEGER, owner STRING, compartment STRING, stated_as STRING, stated_by STRING,
// stated_at DATE, verification STRING, contested_at DATE, valid_from DATE, valid_to DATE
MATCH (s:Gang)
WHERE ($ids IS NULL OR s.id IN $ids)
  AND (s.cls IN $allowed OR s.case_id IN $cases)
  AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
RETURN s.id AS id, s.name AS name, s.activity AS activity, s.organisation AS organisation,
  s.size_estimate AS size_estimate, s.owner AS owner, s.compartment AS compartment, s.stated_as AS stated_as,
  s.stated_by AS stated_by, s.stated_at AS stated_at, s.verification AS verification,
  s.contested_at AS contested_at, s.valid_from AS valid_from, s.valid_to AS valid_to
ORDER BY id
LIMIT 20000
