// Records a consent, unless its grantor is said to have harmed the person or another of the person's parents, is kept from the person by a court, is no guardian today, or speaks as the person.
// params: id STRING, person_id STRING, grantor_id STRING, capacity STRING, form STRING, recipients LIST<STRING>,
// scope LIST<STRING>, exceptions LIST<STRING>, contact BOOLEAN, language STRING, signed_on DATE, expires_on DATE,
// recorded_by STRING, today DATE, now DATETIME, parent_roles LIST<STRING>, child_roles LIST<STRING>
// returns: id STRING, refused STRING
MATCH (p:Person {id: $person_id})
OPTIONAL MATCH (g:Person {id: $grantor_id})
WITH p, g, g IS NOT NULL AND g <> p AS other
WITH p, g, CASE
  WHEN other AND EXISTS {
    MATCH (g)-[h:HARMED|APART]-(x:Person)
    WHERE (type(h) = 'APART' OR (startNode(h) = g AND h.status <> 'UNSUPPORTED')) AND (x = p OR EXISTS {
      MATCH (x)-[k:KIN_OF]-(p)
      WHERE (startNode(k) = x AND k.role IN $parent_roles) OR (startNode(k) = p AND k.role IN $child_roles) })
  } THEN 'ABUSER'
  WHEN other AND EXISTS { MATCH (g)-[t:KIN_OF|UNION_WITH|GUARDIAN_OF|CAREGIVER_OF|SUPPORTS]-(p) WHERE t.tone = 'ABUSIVE' }
    THEN 'ABUSER'
  // expired ones too: nobody but a court that took it back says that it was wrong
  WHEN other AND EXISTS { MATCH (g)-[o:RESTRAINED_FROM]->(p) WHERE coalesce(o.status, '') <> 'VACATED' } THEN 'ABUSER'
  WHEN $capacity = 'SELF' AND other THEN 'NOT_SELF'
  WHEN $capacity = 'GUARDIAN' AND (NOT other OR EXISTS { MATCH (g)-[k:KIN_OF]-(p) WHERE k.rights_ended_on IS NOT NULL })
    THEN 'NO_GUARDIAN'
  WHEN $capacity = 'GUARDIAN' AND NOT EXISTS {
    MATCH (g)-[w:GUARDIAN_OF]->(p)
    WHERE (w.valid_from IS NULL OR w.valid_from <= $today) AND (w.valid_to IS NULL OR w.valid_to >= $today)
      AND NOT coalesce(w.sealed, false) AND coalesce(w.verification, '') <> 'DISPROVEN'
  } AND (EXISTS { (g)-[:GUARDIAN_OF]->(p) } OR NOT EXISTS {
    MATCH (g)-[k:KIN_OF]-(p)
    WHERE NOT coalesce(k.sealed, false) AND coalesce(k.verification, '') <> 'DISPROVEN'
      AND ((startNode(k) = g AND k.role IN $parent_roles) OR (startNode(k) = p AND k.role IN $child_roles)) })
    THEN 'NO_GUARDIAN'
  END AS refused
CALL (p, g, refused) {
  WITH p, g, refused WHERE refused IS NULL
  CREATE (c:Consent {id: $id, person: p.id, grantor: g.id, capacity: $capacity, form: $form, recipients: $recipients,
    scope: $scope, exceptions: $exceptions, contact: $contact, language: $language, signed_on: $signed_on,
    expires_on: $expires_on, recorded_by: $recorded_by, recorded_at: $now})
  CREATE (c)-[:CONSENT_FOR]->(p)
  FOREACH (x IN CASE WHEN g IS NULL THEN [] ELSE [g] END | CREATE (c)-[:GRANTED_BY]->(x))
}
RETURN $id AS id, refused
