// A request for family outreach: about whom, of whom, and how it stands.
// params: id STRING
// returns: id STRING, state STRING, person STRING, asker STRING, worker STRING
MATCH (s:Staff)-[r:OUTREACH_ASKED_FOR {id: $id}]->(p:Person)
RETURN r.id AS id, r.state AS state, p.id AS person, s.id AS asker, r.worker AS worker
ORDER BY id
LIMIT 1
