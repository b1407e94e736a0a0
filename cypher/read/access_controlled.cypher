// The records that nobody is hinted at and whose control official is to be told of who asked (AC-2.5; line 15), and police agencies.
// params: user STRING, agency STRING, intel BOOLEAN, officer BOOLEAN
// returns: kind STRING, id STRING, person STRING, since DATETIME, police LIST<STRING>
//
// A restricted affiliation has its control official in it, else the owner's intelligence supervisors stand in. An alert
// of line 15 names none: the owner's intelligence supervisors, or where it has none, its privacy officers.
WITH COLLECT { MATCH (a:Agency {sector: 'LAW_ENFORCEMENT'}) RETURN a.id ORDER BY a.id } AS police
CALL () {
  MATCH (p:Person)-[s:AFFILIATED_WITH]->()
  WHERE s.sensitivity = 'RESTRICTED' AND s.owner = $agency AND NOT coalesce(s.sealed, false)
    AND (s.control_official = $user OR (s.control_official IS NULL AND $intel))
  RETURN 'RESTRICTED_ASKED' AS kind, s.id AS id, p.id AS person, s.recorded_at AS since
  UNION ALL
  MATCH (p:Person)-[:ALERTED_BY]->(s:SafetyAlert)
  WHERE s.kind IN ['CONFIDENTIAL_SOURCE', 'STAFF_CONFLICT'] AND s.owner = $agency
    AND ($intel OR ($officer AND NOT EXISTS {
      MATCH (w:Staff)-[:WORKS_FOR]->(:Agency {id: $agency}) WHERE 'INTEL_SUPERVISOR' IN w.roles }))
  RETURN 'CONCEALED_ASKED' AS kind, s.id AS id, p.id AS person, s.recorded_at AS since
}
RETURN kind, id, person, since, police
ORDER BY kind, id
LIMIT 5000
