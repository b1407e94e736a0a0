// Records what a relative said; what is left out stays as the same agency's latest word that nobody doubts had it, in the same access class.
// params: relative_id STRING, person_id STRING, defaults MAP, said MAP
// returns: id STRING
MATCH (v:Revision {id: 'graph'})
MATCH (r:Person {id: $relative_id}), (p:Person {id: $person_id})
WITH v, r, p, head(COLLECT {
  MATCH (r)-[s:ASSESSED_FOR]->(p)
  WHERE s.cls = $said.cls AND s.erased_at IS NULL AND s.contested_at IS NULL
    AND NOT coalesce(s.verification, 'STATED') IN ['CHALLENGED', 'DISPROVEN']
  RETURN s {.*, id: $said.id} ORDER BY s.stated_at DESC, s.recorded_at DESC, coalesce(s.revision, 0) DESC, s.id LIMIT 1
}) AS before
CREATE (r)-[n:ASSESSED_FOR]->(p)
SET n = $defaults
SET n += coalesce(before, {})
SET n += $said, n.revision = v.n
RETURN n.id AS id
