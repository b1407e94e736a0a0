// Which of these purposes are open no more: closed, or past their time.
// params: handles LIST<STRING>, now DATETIME
// returns: id STRING
UNWIND $handles AS id
WITH id
WHERE NOT EXISTS { MATCH (u:Purpose {id: id}) WHERE u.closed_at IS NULL AND u.expires_at > $now }
RETURN DISTINCT id
ORDER BY id
LIMIT 10000
