// The records that are one person with each of these, by decisions: themselves and all that were merged with them.
// params: ids LIST<STRING>
// returns: id STRING, one STRING
UNWIND $ids AS asked
MATCH (:Person {id: asked})-[:MERGED_INTO*0..20]-(p:Person)
WITH DISTINCT p
MATCH (p)-[:MERGED_INTO*0..20]->(one:Person)
WHERE NOT EXISTS { (one)-[:MERGED_INTO]->() }
RETURN p.id AS id, one.id AS one
ORDER BY id
LIMIT 10000
