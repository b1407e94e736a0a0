// The ties of a type that bear these ids, with their ends and all they hold, so that an import writes only what differs.
// params: type STRING, ids LIST<STRING>
// returns: id STRING, from_id STRING, to_id STRING, properties MAP
UNWIND $ids AS wanted
MATCH (a)-[r:$($type) {id: wanted}]->(b)
RETURN r.id AS id, a.id AS from_id, b.id AS to_id, properties(r) AS properties
ORDER BY id
LIMIT 100000
