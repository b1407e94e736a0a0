// Every record that was merged into another, and the person it is one with.
// params: none
// returns: record STRING, one STRING
MATCH (o:Person)-[:MERGED_INTO]->(:Person)
WITH o
MATCH (o)-[:MERGED_INTO*1..20]->(one:Person)
WHERE NOT EXISTS { (one)-[:MERGED_INTO]->() }
RETURN o.id AS record, one.id AS one
ORDER BY record
LIMIT 100000
