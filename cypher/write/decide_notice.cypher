// Approves an exception from a 30-day notice or returns it, by a second person.
// params: id STRING, state STRING, by STRING, at DATETIME, why STRING
// returns: id STRING
MATCH ()-[n:NOTIFIED_FOR {id: $id}]->()
SET n.approved_by = CASE WHEN $state = 'APPROVED' THEN $by END, n.decided_by = $by, n.decided_at = $at, n.returned_for = $why
RETURN n.id AS id
