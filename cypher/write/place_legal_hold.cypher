// Keeps a record, or all that is on file about a person, from being purged until a day; the newest hold of a subject decides.
// params: id STRING, subject STRING, reason STRING, placed_by STRING, placed_at DATETIME, ends_on DATE
// returns: id STRING
//
// `records`: whoever is one person with the subject now, and stays kept when they are split; the next hold takes them on.
MATCH (r:Revision {id: 'graph'})
CREATE (h:LegalHold {id: $id, subject: $subject, reason: $reason, placed_by: $placed_by, placed_at: $placed_at,
  ends_on: $ends_on, revision: r.n, records: COLLECT {
    MATCH (:Person {id: $subject})-[:MERGED_INTO*1..20]-(p:Person)
    RETURN p.id AS id
    UNION
    MATCH (before:LegalHold {subject: $subject})
    WITH before
    ORDER BY before.revision DESC
    LIMIT 1
    UNWIND CASE WHEN before.ends_on >= date($placed_at) THEN coalesce(before.records, []) ELSE [] END AS id
    RETURN id
  }})
RETURN h.id AS id
