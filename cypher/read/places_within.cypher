// Locations inside a larger one, at any of four levels, by place descriptions that the asker may see on a day.
// params: location_id STRING, as_of DATE, allowed LIST<INTEGER>, cases LIST<STRING>
// returns: location STRING, metres_away FLOAT
MATCH ((inner:Location)-[:DESCRIBED_AS]->(s:Place WHERE
    (s.cls IN $allowed OR s.case_id IN $cases)
    AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
  )-[:WITHIN]->(outer:Location)){1,4}(:Location {id: $location_id})
WITH DISTINCT inner[0] AS l
RETURN l.id AS location, null AS metres_away
ORDER BY location
LIMIT 20000
