// What the asker may see of what is said about these people, one row a statement, values side by side with their source.
// params: ids LIST<STRING>, as_of DATE, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, circle LIST<STRING>
// returns: person STRING, noun STRING, id STRING, given STRING, family STRING, kind STRING, born_on DATE, sex STRING,
// died_on DATE, system STRING, value STRING, uri STRING, status STRING, enrolled_on DATE, lead_agency STRING,
// next_action STRING, next_action_due DATE, location STRING, label STRING, owner STRING, compartment STRING, stated_as STRING,
// stated_by STRING, said_by_staff STRING, stated_at DATE, verification STRING, contested_at DATE, valid_from DATE, valid_to DATE,
// records LIST<STRING>
//
// Of the places where they live or lived, those that nobody is told of are left out (line 7, as in safety_places).
CALL () {
  MATCH (p:Person)-[was:HAS_NAME|HAS_BIRTH|HAS_DEATH|HAS_IDENTIFIER|HAS_PICTURE|ENROLLED_IN]->(s)
  WHERE p.id IN $ids
    AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
    AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
  RETURN p, s, was.start_record AS record, labels(s)[0] AS noun, null AS location, null AS label
  UNION ALL
  MATCH (p:Person)-[s:RESIDES_AT]->(l:Location)
  WHERE p.id IN $ids
    AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
    AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
    AND NOT (
  EXISTS {
    MATCH (l)((:Location)-[:DESCRIBED_AS]->(:Place)-[:WITHIN]->(:Location)){0,4}(home:Location)
    WHERE (
      home = l
      OR NOT EXISTS { (home)-[:DESCRIBED_AS]->(:Place) }
      OR EXISTS { MATCH (home)-[:DESCRIBED_AS]->(d:Place) WHERE d.kind IN ['ADDRESS', 'FACILITY'] }
    ) AND (
      EXISTS {
        MATCH (home)<-[x:RESIDES_AT]-(q:Person)
        WHERE coalesce(x.confidential, false) OR x.kind = 'SHELTER' OR EXISTS {
          MATCH (q)-[:ALERTED_BY]->(a:SafetyAlert)
          WHERE a.kind IN ['ADDRESS_CONFIDENTIALITY', 'SHELTER_RESIDENT', 'PROTECTED_WITNESS', 'RELOCATED_WITNESS']
        }
      }
      OR EXISTS { MATCH (home)<-[:HOUSED_AT]-(h:Household) WHERE h.kind = 'SHELTER' }
    )
  }
)
  RETURN p, s, s.start_record AS record, 'Address' AS noun, l.id AS location,
    head(COLLECT {
      MATCH (l)-[:DESCRIBED_AS]->(d:Place)
      WHERE d.label IS NOT NULL AND (d.cls IN $allowed OR d.case_id IN $cases)
      RETURN d.label AS label ORDER BY d.id
    }) AS label
}
RETURN p.id AS person, noun, s.id AS id, s.given AS given, s.family AS family, s.kind AS kind,
  s.born_on AS born_on, s.sex AS sex, s.died_on AS died_on, s.system AS system, s.value AS value, s.uri AS uri,
  s.status AS status, s.enrolled_on AS enrolled_on, s.lead_agency AS lead_agency, s.next_action AS next_action,
  s.next_action_due AS next_action_due, location, label, s.owner AS owner, s.compartment AS compartment,
  s.stated_as AS stated_as, s.stated_by AS stated_by,
  head(COLLECT { MATCH (u:Staff {id: s.stated_by}) RETURN u.name AS name }) AS said_by_staff,
  s.stated_at AS stated_at, s.verification AS verification, s.contested_at AS contested_at,
  s.valid_from AS valid_from, s.valid_to AS valid_to,
  CASE WHEN record IS NULL THEN [] ELSE [record] END AS records
ORDER BY person, noun, id
LIMIT 40000
