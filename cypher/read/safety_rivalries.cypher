// Every rivalry between two gangs, whoever owns it, current, stale or ended: nobody carries a message across one.
// params: none
// returns: a STRING, b STRING
MATCH (a:Gang)-[:RIVAL_OF]->(b:Gang)
RETURN DISTINCT a.id AS a, b.id AS b
ORDER BY a, b
LIMIT 100000
