// What one user is told: referrals that wait, on-call turns of those she supervises, broken glass, referrals without a consent.
// params: user STRING, agency STRING, reviewer BOOLEAN, intel BOOLEAN, supervisor BOOLEAN, officer BOOLEAN, now DATETIME,
// since DATETIME, today DATE
// returns: kind STRING, id STRING, at DATETIME, due_at DATETIME, person STRING, by STRING, agency STRING, reason STRING,
// words STRING, state STRING
//
// Nobody is named here who is not looked for again: whether the asker may see the person is asked after it, for all.
CALL () {
  MATCH (r:Referral {state: 'REQUESTED'})-[:REFERRED_TO]->(:Staff {id: $user})
  MATCH (r)-[:REFERRED_BY]->(a:Agency)
  WHERE r.valid_to IS NULL OR r.valid_to >= $today
  RETURN 'REFERRAL_WAITS' AS kind, r.id AS id, r.asked_at AS at, null AS due_at, null AS person, r.by AS by, a.id AS agency,
    r.reason AS reason, null AS words, r.state AS state
  UNION ALL
  MATCH (:Staff {id: $user})<-[:SUPERVISED_BY]-(s:Staff)-[c:ON_CALL_FOR {taken: true}]->(p)
  WHERE $supervisor AND c.starts_at > $since
  RETURN 'ON_CALL_TAKEN' AS kind, c.id AS id, c.starts_at AS at, c.ends_at AS due_at, p.id AS person, s.id AS by,
    s.agency AS agency, c.reason AS reason, c.note AS words, CASE WHEN c.ends_at > $now THEN 'RUNNING' ELSE 'ENDED' END AS state
  UNION ALL
  MATCH (g:BreakGlass)
  WHERE g.opened_at > $since AND g.approve_by > $now AND g.approved_at IS NULL AND g.refused_at IS NULL AND g.user <> $user
    AND ($reviewer OR ($intel AND g.agency = $agency)
      OR ($supervisor AND EXISTS { MATCH (:Staff {id: g.user})-[:SUPERVISED_BY]->(:Staff {id: $user}) }))
  RETURN 'GLASS_TO_APPROVE' AS kind, g.id AS id, g.opened_at AS at, g.approve_by AS due_at, g.person AS person, g.user AS by,
    g.agency AS agency, null AS reason, g.reason AS words, 'OPEN' AS state
  UNION ALL
  MATCH (g:BreakGlass)
  WHERE $officer AND g.opened_at > $since
    AND (g.agency = $agency OR NOT EXISTS {
      MATCH (s:Staff)-[:WORKS_FOR]->(:Agency {id: g.agency}) WHERE 'PRIVACY_OFFICER' IN s.roles })
  RETURN 'GLASS_BROKEN' AS kind, g.id AS id, g.opened_at AS at, null AS due_at, g.person AS person, g.user AS by,
    g.agency AS agency, null AS reason, g.reason AS words,
    CASE WHEN g.refused_at IS NOT NULL THEN 'REFUSED' WHEN g.approved_at IS NOT NULL THEN 'APPROVED'
      WHEN g.approve_by > $now THEN 'OPEN' ELSE 'NOT_APPROVED' END AS state
  UNION ALL
  MATCH (r:Referral)-[:REFERRED_BY]->(a:Agency {id: $agency})
  WHERE $officer AND r.override IS NOT NULL AND r.asked_at > $since
  RETURN 'REFERRED_WITHOUT_CONSENT' AS kind, r.id AS id, r.asked_at AS at, null AS due_at, r.person AS person, r.by AS by,
    a.id AS agency, r.reason AS reason, r.override AS words, r.state AS state
}
RETURN kind, id, at, due_at, person, by, agency, reason, words, state
ORDER BY at DESC, kind, id
LIMIT 2000
