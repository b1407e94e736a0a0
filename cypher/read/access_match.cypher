// What was decided of a pair of records, and which record each end is one person with.
// params: match STRING
// returns: id STRING, a STRING, b STRING, state STRING
MATCH (a:Person)-[m:POSSIBLY_SAME_AS {id: $match}]->(b:Person)
RETURN m.id AS id, a.id AS a, b.id AS b, m.state AS state
ORDER BY id
LIMIT 1
