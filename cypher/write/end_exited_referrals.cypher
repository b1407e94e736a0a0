// Ends the referrals of those who left the programme by these enrolments and are on its list by no other (AC-6.2).
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MATCH (p:Person)-[:ENROLLED_IN]->(e:Enrolment {id: row[0]})
WHERE e.status IN ['DECLINED', 'COMPLETED', 'EXITED', 'REMOVED_IN_ERROR'] AND e.cls <> 0
WITH DISTINCT p
MATCH (r:Referral)-[:REFERRAL_OF]->(p)
WHERE r.state IN ['REQUESTED', 'ACCEPTED', 'IN_PROGRESS'] AND NOT EXISTS {
  MATCH (p)-[:ENROLLED_IN]->(o:Enrolment)
  WHERE o.status IN ['NOMINATED', 'UNDER_REVIEW', 'INVITED', 'ENGAGED', 'PAUSED'] AND o.cls <> 0
}
SET r.state = 'REVOKED', r.ended_at = $now
