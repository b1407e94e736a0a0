// Keeps a record, or all that is on file about a person, from being purged until a day; the newest hold of a subject decides.
// params: id STRING, subject STRING, reason STRING, placed_by STRING, placed_at DATETIME, ends_on DATE
// returns: id STRING
MATCH (r:Revision {id: 'graph'})
CREATE (h:LegalHold {id: $id, subject: $subject, reason: $reason, placed_by: $placed_by, placed_at: $placed_at,
  ends_on: $ends_on, revision: r.n})
RETURN h.id AS id
