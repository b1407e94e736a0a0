// Asks a family's worker to reach out, and names that worker: the lead first, then the one who is there longest; never one with a declared conflict.
// params: id STRING, staff_id STRING, person_id STRING, asked_on DATE, due_on DATE, reason STRING
// returns: id STRING, worker STRING, name STRING, agency STRING
MATCH (s:Staff {id: $staff_id}), (p:Person {id: $person_id})
WITH s, p, head(COLLECT {
  MATCH (w:Staff)-[a:ASSIGNED_TO]->(p)
  WHERE a.valid_from <= $asked_on AND (a.valid_to IS NULL OR a.valid_to >= $asked_on)
    AND any(role IN w.roles WHERE role IN ['SOCIAL_WORKER', 'CW_WORKER', 'STREET_WORKER'])
    AND NOT EXISTS { MATCH (w)-[:IS_PERSON]->(:Person)-[m:POSSIBLY_SAME_AS*0..1]-(:Person)-[:ALERTED_BY]->(:SafetyAlert {kind: 'STAFF_CONFLICT'})
      WHERE all(x IN m WHERE x.state IN ['PLAUSIBLE', 'SAME']) }
  RETURN w ORDER BY coalesce(a.lead, false) DESC, a.valid_from, w.id }) AS worker
CREATE (s)-[r:OUTREACH_ASKED_FOR {id: $id, state: 'ASKED', asked_on: $asked_on, due_on: $due_on, worker: worker.id,
  reason: $reason}]->(p)
RETURN r.id AS id, worker.id AS worker, worker.name AS name, worker.agency AS agency
