// Ends a safety hold, and voids every screen that found nothing meanwhile: whoever was held waits for a new one.
// params: hold_id STRING, by STRING, today DATE, decision STRING
// returns: id STRING, ended_on DATE, person STRING, plans LIST<STRING>
MATCH (r:Person)-[:HELD_BY]->(h:Hold {id: $hold_id})
WHERE NOT coalesce(h.sealed, false) AND h.erased_at IS NULL
SET h.decisions = CASE WHEN h.ended_by IS NULL THEN coalesce(h.decisions, []) + $decision ELSE h.decisions END,
  h.ended_on = coalesce(h.ended_on, $today), h.ended_by = coalesce(h.ended_by, $by)
WITH r, h, COLLECT { MATCH (h)-[:HOLD_FOR]->(p:Person) RETURN p.id AS plan ORDER BY plan } AS plans
CALL (r, plans) {
  MATCH (r)-[s:SCREENED_FOR]->(p:Person)
  WHERE s.result = 'CLEAR' AND (plans = [] OR p.id IN plans)
  SET s.voided_on = coalesce(s.voided_on, $today)
}
RETURN h.id AS id, h.ended_on AS ended_on, r.id AS person, plans
