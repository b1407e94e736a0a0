// Withdraws a consent at once, and ends the referrals that rest on it; no row when there is none by that id for these people.
// params: consent_id STRING, circle LIST<STRING>, at DATETIME
// returns: id STRING, person STRING, recipients LIST<STRING>, revoked_at DATETIME
MATCH (c:Consent {id: $consent_id})-[:CONSENT_FOR]->(p:Person)
WHERE $circle IS NULL OR p.id IN $circle
SET c.revoked_at = coalesce(c.revoked_at, $at)
FOREACH (r IN COLLECT {
  MATCH (r:Referral)-[:REFERRAL_OF]->(p)
  WHERE r.consent = c.id AND r.state IN ['REQUESTED', 'ACCEPTED', 'IN_PROGRESS']
  RETURN r
} | SET r.state = 'REVOKED', r.ended_at = $at)
RETURN c.id AS id, p.id AS person, coalesce(c.recipients, []) AS recipients, c.revoked_at AS revoked_at
