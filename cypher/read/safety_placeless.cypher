// Whose places are not told to a worker: one of the worker's own people is, or was, restrained from them (line 1).
// params: ids LIST<STRING>, focal_ids LIST<STRING>
// returns: id STRING
MATCH (r:Person)<-[:RESTRAINED_FROM]-(p:Person)
WHERE r.id IN $ids AND p.id IN $focal_ids AND NOT r.id IN $focal_ids
RETURN DISTINCT r.id AS id
ORDER BY id
LIMIT 20000
