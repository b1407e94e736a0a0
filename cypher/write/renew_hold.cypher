// Lengthens a safety hold that nobody ended, over or not. No row when there is none by that id, or it was ended.
// params: hold_id STRING, ends_on DATE, decision STRING
// returns: id STRING, ends_on DATE, person STRING, ended BOOLEAN, plans LIST<STRING>
MATCH (r:Person)-[:HELD_BY]->(h:Hold {id: $hold_id})
WHERE NOT coalesce(h.sealed, false) AND h.erased_at IS NULL
SET h.decisions = CASE WHEN h.ended_by IS NULL THEN coalesce(h.decisions, []) + $decision ELSE h.decisions END,
  h.ends_on = CASE WHEN h.ended_by IS NULL THEN $ends_on ELSE h.ends_on END
RETURN h.id AS id, h.ends_on AS ends_on, r.id AS person, h.ended_by IS NOT NULL AS ended,
  COLLECT { MATCH (h)-[:HOLD_FOR]->(p:Person) RETURN p.id AS plan ORDER BY plan } AS plans
