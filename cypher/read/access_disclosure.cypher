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
        MATCH (c)-[:GRANTED_BY]->(g:Person)-[h:HARMED|APART]-(x:Person)
        WHERE g <> p AND ((startNode(h) = g AND h.status <> 'UNSUPPORTED')
          OR (type(h) = 'APART' AND (x = p OR EXISTS { (x)-[:KIN_OF]-(p) })))
      }
      AND NOT EXISTS {
        MATCH (c)-[:GRANTED_BY]->(:Person)-[t:KIN_OF|UNION_WITH|GUARDIAN_OF|CAREGIVER_OF|SUPPORTS]-(p)
        WHERE t.tone = 'ABUSIVE'
      }
    RETURN {id: c.id, form: c.form, until: toString(c.expires_on), scope: coalesce(c.scope, []),
      exceptions: coalesce(c.exceptions, [])} AS consent
    ORDER BY c.id
  } AS consents
ORDER BY sector
LIMIT 1
