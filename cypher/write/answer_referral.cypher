// Moves a referral on; what ends it ends the receiver's access in the next answer.
// params: id STRING, state STRING, by STRING, reason STRING, at DATETIME, ends BOOLEAN
// returns: id STRING
MATCH (r:Referral {id: $id})
SET r.state = $state, r.answered_by = $by, r.answered_at = $at, r.answer_reason = $reason,
  r.ended_at = CASE WHEN $ends THEN $at END
RETURN r.id AS id
