// A second person's word on a broken glass: approved it lasts to its end, refused it is shut now.
// params: id STRING, by STRING, at DATETIME, approved BOOLEAN, reason STRING
// returns: id STRING
MATCH (g:BreakGlass {id: $id})
SET g.decided_by = $by, g.decision_reason = $reason,
  g.approved_at = CASE WHEN $approved THEN $at END, g.refused_at = CASE WHEN NOT $approved THEN $at END
RETURN g.id AS id
