// The point of each place that has both coordinates, and no point where one is gone.
// params: ids LIST<STRING>
// returns: none
UNWIND $ids AS wanted
MATCH (n:Place {id: wanted})
SET n.point = CASE WHEN n.latitude IS NULL OR n.longitude IS NULL THEN null
  ELSE point({latitude: n.latitude, longitude: n.longitude}) END
