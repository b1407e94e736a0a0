// What the asker may see of what is said about these locations on a day.
// params: ids LIST<STRING>, as_of DATE, allowed LIST<INTEGER>, cases LIST<STRING>
// returns: location STRING, id STRING, kind STRING, label STRING, latitude FLOAT, longitude FLOAT, within STRING, owner STRING, compartment STRING, stated_as STRING, stated_by STRING,
// stated_at DATE, verification STRING, contested_at DATE, valid_from DATE, valid_to DATE
MATCH (l:Location)-[:DESCRIBED_AS]->(s:Place)
WHERE l.id IN $ids AND (s.cls IN $allowed OR s.case_id IN $cases)
  AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
RETURN l.id AS location, s.id AS id, s.kind AS kind, s.label AS label, s.latitude AS latitude,
  s.longitude AS longitude, s.within AS within, s.owner AS owner, s.compartment AS compartment,
  s.stated_as AS stated_as, s.stated_by AS stated_by, s.stated_at AS stated_at, s.verification AS verification,
  s.contested_at AS contested_at, s.valid_from AS valid_from, s.valid_to AS valid_to
ORDER BY location, id
LIMIT 20000
