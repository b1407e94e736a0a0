// Keeps a submission of intelligence apart from all that counts, until a second person approves it.
// params: id STRING, person_id STRING, gang_id STRING, facts MAP, owner STRING, control_official STRING
// returns: id STRING, official BOOLEAN
MATCH (p:Person {id: $person_id})
MATCH (g:Gang {id: $gang_id})
WITH p, g, EXISTS { (:Staff {id: $control_official})-[:WORKS_FOR]->(:Agency {id: $owner}) } AS official
CALL (p, g, official) {
  WITH p, g, official
  WHERE official
  CREATE (s:IntelSubmission {id: $id, owner: $owner, control_official: $control_official})
  SET s += $facts
  CREATE (s)-[:SUBMITTED_ABOUT]->(p)
  CREATE (s)-[:SUBMITTED_FOR]->(g)
}
RETURN $id AS id, official
