// The names, births and deaths of these people as the asker may see them on a day, for a file: one row a statement.
// params: people LIST<STRING>, as_of DATE, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, circle LIST<STRING>
// returns: noun STRING, id STRING, person STRING, given STRING, family STRING, kind STRING, born_on DATE, sex STRING,
// died_on DATE, owner STRING, compartment STRING, sensitivity STRING, sources LIST<STRING>, verification STRING,
// contested_at DATE
UNWIND $people AS id
MATCH (p:Person {id: id})-[:HAS_NAME|HAS_BIRTH|HAS_DEATH]->(s)
WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
  AND ($circle IS NULL OR p.id IN $circle)
  AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
RETURN labels(s)[0] AS noun, s.id AS id, p.id AS person, s.given AS given, s.family AS family, s.kind AS kind,
  s.born_on AS born_on, s.sex AS sex, s.died_on AS died_on, s.owner AS owner, s.compartment AS compartment,
  s.sensitivity AS sensitivity, s.sources AS sources, s.verification AS verification, s.contested_at AS contested_at
ORDER BY noun, size(id), id, person, owner
LIMIT 20000
