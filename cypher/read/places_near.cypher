// Places within some metres of a point that the asker may see on a day; the caller takes out protected ones.
// params: latitude FLOAT, longitude FLOAT, metres FLOAT, as_of DATE, allowed LIST<INTEGER>, cases LIST<STRING>
// returns: location STRING, metres_away FLOAT
WITH point({latitude: $latitude, longitude: $longitude}) AS here
MATCH (s:Place)
WHERE point.distance(s.point, here) <= $metres AND (s.cls IN $allowed OR s.case_id IN $cases)
  AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
MATCH (l:Location)-[:DESCRIBED_AS]->(s)
RETURN l.id AS location, min(point.distance(s.point, here)) AS metres_away
ORDER BY metres_away, location
LIMIT 20000
