// Every visible name of the people of the asker's circle: small enough to compare one by one.
// params: allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>, consent_classes LIST<INTEGER>,
// circle LIST<STRING>
// returns: person STRING, id STRING, folded STRING
MATCH (p:Person)-[:HAS_NAME]->(s:Name)
WHERE p.id IN $circle
  AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
RETURN p.id AS person, s.id AS id, s.folded AS folded
ORDER BY person, id
LIMIT 1000000
