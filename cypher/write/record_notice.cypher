// Keeps a 30-day notice to a relative, or an exception that is asked for.
// params: person_id STRING, relative_id STRING, notice MAP
// returns: id STRING
MATCH (r:Person {id: $relative_id}), (p:Person {id: $person_id})
CREATE (r)-[n:NOTIFIED_FOR]->(p)
SET n = $notice
RETURN n.id AS id
