// Which of these purposes are open no more.
// params: handles LIST<STRING>
// returns: id STRING
UNWIND $handles AS id
WITH id
WHERE NOT EXISTS { MATCH (u:Purpose {id: id}) WHERE u.closed_at IS NULL }
RETURN DISTINCT id
ORDER BY id
LIMIT 10000
