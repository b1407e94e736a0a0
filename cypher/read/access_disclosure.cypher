// Whether an agency works with somebody, and the consents in force that name it: what a disclosure to it would rest on.
// params: person_id STRING, agency STRING, now DATETIME, today DATE, verbal_since DATE
// returns: sector STRING, assigned BOOLEAN, consents LIST<MAP>
MATCH (y:Agency {id: $agency})
RETURN y.sector AS sector,
  EXISTS {
    MATCH (y)<-[:WORKS_FOR]-(:Staff)-[a:ASSIGNED_TO]->(:Person {id: $person_id})
    WHERE a.valid_from <= $today AND (a.valid_to IS NULL OR a.valid_to >= $today)
  } OR EXISTS {
    MATCH (y)<-[:WORKS_FOR]-(:Staff)<-[:REFERRED_TO]-(r:Referral)-[:REFERRAL_OF]->(:Person {id: $person_id})
    WHERE r.state IN ['ACCEPTED', 'IN_PROGRESS']
      AND (r.valid_from IS NULL OR r.valid_from <= $today) AND (r.valid_to IS NULL OR r.valid_to >= $today)
  } AS assigned,
  COLLECT {
    MATCH (c:Consent)-[f:CONSENT_FOR]->(p:Person {id: $person_id})
    WHERE $agency IN c.recipients AND c.signed_on <= $today
      AND (c.expires_on IS NULL OR c.expires_on >= $today)
      AND (c.revoked_at IS NULL OR c.revoked_at > $now)
      AND (c.form <> 'VERBAL_WITNESSED' OR c.signed_on >= $verbal_since)
      AND coalesce(f.end_record, p.id) = p.id
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
    RETURN {id: c.id, form: c.form, until: toString(c.expires_on), scope: coalesce(c.scope, []),
      exceptions: coalesce(c.exceptions, [])} AS consent
    ORDER BY c.id
  } AS consents
ORDER BY sector
LIMIT 1
