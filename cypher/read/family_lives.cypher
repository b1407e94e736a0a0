// When these people were born and died and their recorded sex, as the asker may see it on a day: one row a statement.
// params: people LIST<STRING>, as_of DATE, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, circle LIST<STRING>
// returns: person STRING, noun STRING, id STRING, owner STRING, happened_on DATE, said_on DATE, questioned BOOLEAN,
// sex STRING
UNWIND $people AS id
MATCH (p:Person {id: id})-[:HAS_BIRTH|HAS_DEATH]->(s)
WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
  AND ($circle IS NULL OR p.id IN $circle)
  AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
RETURN p.id AS person, labels(s)[0] AS noun, s.id AS id, s.owner AS owner, coalesce(s.born_on, s.died_on) AS happened_on,
  s.stated_at AS said_on,
  s.contested_at IS NOT NULL OR coalesce(s.verification, 'STATED') IN ['CHALLENGED', 'DISPROVEN'] AS questioned,
  coalesce(s.sex, '') AS sex
ORDER BY person, noun, id
LIMIT 20000
