// People with a visible birth date in a range of days.
// params: born_from DATE, born_to DATE, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, circle LIST<STRING>
// returns: person STRING
MATCH (p:Person)-[:HAS_BIRTH]->(s:Birth)
WHERE s.born_on >= $born_from AND s.born_on <= $born_to
  AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
RETURN DISTINCT p.id AS person
ORDER BY person
LIMIT 1000000
