// Approves a plan of outreach or returns it, by a second person.
// params: id STRING, state STRING, by STRING, at DATETIME, why STRING
// returns: id STRING
MATCH (o:OutreachPlan {id: $id})
SET o.state = $state, o.approved_by = CASE WHEN $state = 'APPROVED' THEN $by END,
  o.approved_at = CASE WHEN $state = 'APPROVED' THEN $at END, o.decided_by = $by, o.decided_at = $at, o.returned_for = $why
RETURN o.id AS id
