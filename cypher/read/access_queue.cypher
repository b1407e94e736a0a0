// People waiting for a safety review: undecided matches, holds, ended protective facts, unscreened kin of enrolled.
// params: today DATE, screens_since DATE, listed LIST<STRING>, allowed LIST<INTEGER>
// returns: id STRING
CALL () {
  MATCH (a:Person)-[m:POSSIBLY_SAME_AS]-(:Person) 
  WHERE m.state IN ['UNDECIDED', 'PLAUSIBLE'] OR (m.state = 'DIFFERENT' AND m.held)
  RETURN a.id AS id
  UNION
  MATCH (a:Person)-[:HELD_BY]->(h:Hold) WHERE h.ended_by IS NULL RETURN a.id AS id
  UNION
  MATCH (a:Person)-[o:RESTRAINED_FROM]-(:Person)
  WHERE o.status IN ['EXPIRED', 'ENDED', 'VACATED'] OR o.expires_on < $today OR o.valid_to < $today
  RETURN a.id AS id
  UNION
  MATCH (a:Person)-[o:HARMED|REFUSES_CONTACT_WITH|WITNESS_AGAINST]-(:Person) WHERE o.valid_to < $today RETURN a.id AS id
  UNION
  MATCH (a:Person)-[o:LIVE_CONFLICT_WITH]-(:Person) WHERE o.until < $today OR o.valid_to < $today RETURN a.id AS id
  UNION
  MATCH (a:Person)-[:APART]-(:Person) RETURN a.id AS id
  UNION
  MATCH (a:Person)-[:ALERTED_BY|HAS_DEATH]->(s) WHERE s.stood_until IS NOT NULL RETURN a.id AS id
  UNION
  MATCH (p:Person)-[:ENROLLED_IN]->(e:Enrolment)
  WHERE e.status IN $listed AND e.cls IN $allowed
    AND (e.valid_from IS NULL OR e.valid_from <= $today) AND (e.valid_to IS NULL OR e.valid_to >= $today)
  WITH DISTINCT p
  MATCH (p)-[k:KIN_OF]-(r:Person)
  WHERE k.cls IN $allowed
    AND NOT EXISTS { MATCH (r)-[s:SCREENED_FOR]->(p) WHERE s.at >= $screens_since }
  UNWIND [p.id, r.id] AS id
  RETURN id
}
RETURN DISTINCT id
ORDER BY id
LIMIT 100000
