// Those of the ids that nodes of a label bear, for the references of an import.
// params: label STRING, ids LIST<STRING>
// returns: id STRING
UNWIND $ids AS wanted
MATCH (n:$($label) {id: wanted})
RETURN n.id AS id
ORDER BY id
LIMIT 1000000
