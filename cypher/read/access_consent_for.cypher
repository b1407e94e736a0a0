// The live consent that lasts longest and names an agency: what a referral to that agency rests on.
// params: person_id STRING, agency STRING, now DATETIME, today DATE, verbal_days INTEGER
// returns: id STRING, until DATE
MATCH (c:Consent)-[:CONSENT_FOR]->(p:Person {id: $person_id})
WITH c, p, c.signed_on + duration({days: $verbal_days}) AS spoken
WITH c, p, CASE WHEN c.form = 'VERBAL_WITNESSED' AND spoken < coalesce(c.expires_on, spoken) THEN spoken
  WHEN c.form = 'VERBAL_WITNESSED' THEN coalesce(c.expires_on, spoken) ELSE c.expires_on END AS until
WHERE $agency IN c.recipients AND c.signed_on <= $today
  AND (until IS NULL OR until >= $today)
  AND (c.revoked_at IS NULL OR c.revoked_at > $now)
  AND NOT EXISTS {
    MATCH (c)-[:GRANTED_BY]->(g:Person)-[h:HARMED|APART]-(x:Person)
    WHERE g <> p AND ((startNode(h) = g AND h.status <> 'UNSUPPORTED')
      OR (type(h) = 'APART' AND (x = p OR EXISTS { (x)-[:KIN_OF]-(p) })))
  }
  AND NOT EXISTS {
    MATCH (c)-[:GRANTED_BY]->(:Person)-[t:KIN_OF|UNION_WITH|GUARDIAN_OF|CAREGIVER_OF|SUPPORTS]-(p)
    WHERE t.tone = 'ABUSIVE'
  }
RETURN c.id AS id, until
ORDER BY coalesce(until, date('9999-12-31')) DESC, id
LIMIT 1
