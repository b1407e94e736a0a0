// The nodes of a label that bear these ids, with all they hold, so that an import writes only what differs.
// params: label STRING, ids LIST<STRING>
// returns: id STRING, properties MAP
UNWIND $ids AS wanted
MATCH (n:$($label) {id: wanted})
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
LIMIT 100000
