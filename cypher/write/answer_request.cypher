// Moves a request for family outreach on; nothing of the family is kept with it.
// params: id STRING, state STRING, by STRING, at DATETIME
// returns: id STRING
MATCH ()-[r:OUTREACH_ASKED_FOR {id: $id}]->()
SET r.state = $state, r.answered_by = $by, r.answered_at = $at
RETURN r.id AS id
