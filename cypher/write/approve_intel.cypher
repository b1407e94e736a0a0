// Turns a submission into an affiliation; a last day beyond the limit fails the statement, and with it the transaction.
// params: id STRING, by STRING, today DATE, now DATETIME, notice_person_at DATE, notice_guardian_at DATE,
// retain_until DATE, years INTEGER
// returns: id STRING
MATCH (g:Gang)<-[:SUBMITTED_FOR]-(s:IntelSubmission {id: $id})-[about:SUBMITTED_ABOUT]->(p:Person)
CREATE (p)-[a:AFFILIATED_WITH]->(g)
SET a = properties(s)
SET a += {verified_by: $by, approved_by: $by, valid_from: $today, recorded_at: $now, reviewed_at: $today,
  start_record: about.end_record, moved_on: about.moved_on,  // whose it is goes on, for a split
  notice_person_at: $notice_person_at, notice_guardian_at: $notice_guardian_at, sealed: false,
  retain_until: date(CASE WHEN $retain_until > $today + duration({years: $years}) THEN 'kept too long: ' ELSE '' END
    + toString($retain_until))}
REMOVE a.decide_by
DETACH DELETE s
RETURN a.id AS id
