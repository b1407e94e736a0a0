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
    OPTIONAL MATCH (c)-[:GRANTED_BY]->(g:Person)
    WITH g, [(p)-[:HAS_BIRTH]->(b) WHERE b.born_on IS NOT NULL | b.born_on] AS born,
      [(g)-[w:GUARDIAN_OF]->(p) | (w.valid_from IS NULL OR w.valid_from <= $today)
        AND (w.valid_to IS NULL OR w.valid_to >= $today)
        AND NOT coalesce(w.sealed, false) AND coalesce(w.verification, '') <> 'DISPROVEN'] AS guards
    WITH g, born, guards, born <> [] AND all(b IN born WHERE b <= $today - duration({years: 18})) AS adult
    WHERE (g <> p AND (c.capacity = 'SELF'
        OR EXISTS { MATCH (g)-[h:HARMED|APART]-(x:Person)
          WHERE (startNode(h) = g AND h.status <> 'UNSUPPORTED')
            OR (type(h) = 'APART' AND (x = p OR EXISTS { (x)-[:KIN_OF]-(p) })) }
        OR EXISTS { MATCH (g)-[t:KIN_OF|UNION_WITH|GUARDIAN_OF|CAREGIVER_OF|SUPPORTS]-(p) WHERE t.tone = 'ABUSIVE' }
        OR EXISTS { MATCH (g)-[o:RESTRAINED_FROM]->(p) WHERE coalesce(o.status, '') <> 'VACATED' }))
      OR (c.capacity = 'GUARDIAN' AND (EXISTS { MATCH (g)-[k:KIN_OF]-(p) WHERE k.rights_ended_on IS NOT NULL }
        OR (none(holds IN guards WHERE holds) AND (adult OR guards <> []))
        OR (adult AND any(b IN born WHERE b > c.signed_on - duration({years: 18})))))
    RETURN g
  }
RETURN c.id AS id, until
ORDER BY coalesce(until, date('9999-12-31')) DESC, id
LIMIT 1
