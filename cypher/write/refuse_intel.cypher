// Marks a submission as refused; it is purged when its time to be decided is over.
// params: id STRING, by STRING, now DATETIME, reason STRING
// returns: id STRING
MATCH (s:IntelSubmission {id: $id})
SET s.refused_at = $now, s.refused_by = $by, s.refused_for = $reason
RETURN s.id AS id
