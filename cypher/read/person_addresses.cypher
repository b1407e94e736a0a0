// Where these people live or lived, places that nobody is told of left out (line 7, as in safety_places).
// params: ids LIST<STRING>, as_of DATE, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, circle LIST<STRING>
// returns: person STRING, id STRING, kind STRING, location STRING, label STRING, owner STRING, compartment STRING, stated_as STRING, stated_by STRING, said_by_staff STRING,
// stated_at DATE, verification STRING, contested_at DATE, valid_from DATE, valid_to DATE
MATCH (p:Person)-[s:RESIDES_AT]->(l:Location)
WHERE p.id IN $ids
  AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
  AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
  AND NOT (
  EXISTS {
    MATCH (l)<-[x:RESIDES_AT]-(q:Person)
    WHERE coalesce(x.confidential, false) OR x.kind = 'SHELTER' OR EXISTS {
      MATCH (q)-[:ALERTED_BY]->(a:SafetyAlert)
      WHERE a.kind IN ['ADDRESS_CONFIDENTIALITY', 'SHELTER_RESIDENT', 'PROTECTED_WITNESS', 'RELOCATED_WITNESS']
    }
  }
  OR EXISTS { MATCH (l)<-[:HOUSED_AT]-(h:Household) WHERE h.kind = 'SHELTER' }
)
RETURN p.id AS person, s.id AS id, s.kind AS kind, l.id AS location,
  head(COLLECT {
    MATCH (l)-[:DESCRIBED_AS]->(d:Place)
    WHERE d.label IS NOT NULL AND (d.cls IN $allowed OR d.case_id IN $cases)
    RETURN d.label AS label ORDER BY d.id
  }) AS label,
  s.owner AS owner, s.compartment AS compartment, s.stated_as AS stated_as, s.stated_by AS stated_by,
  head(COLLECT { MATCH (u:Staff {id: s.stated_by}) RETURN u.name AS name }) AS said_by_staff,
  s.stated_at AS stated_at, s.verification AS verification, s.contested_at AS contested_at,
  s.valid_from AS valid_from, s.valid_to AS valid_to
ORDER BY person, id
LIMIT 20000
