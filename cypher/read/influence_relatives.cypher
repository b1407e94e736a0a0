// The relatives of one person, up to four visible kin ties away: nobody of them is the end of a PEER path.
// params: person_id STRING, roles LIST<STRING>, allowed LIST<INTEGER>, consent_classes LIST<INTEGER>,
//   cases LIST<STRING>, consented LIST<STRING>, kin_circle LIST<STRING>
// returns: id STRING
MATCH (p:Person {id: $person_id})
MATCH SHORTEST 1 (p) ((a:Person)-[t:KIN_OF|UNION_WITH|GUARDIAN_OF]-(b:Person)
  WHERE (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($kin_circle IS NULL OR (a.id IN $kin_circle AND b.id IN $kin_circle))
    AND (t.role IS NULL OR t.role IN $roles)){1,4} (q:Person)
WHERE q <> p
RETURN DISTINCT q.id AS id
ORDER BY id
LIMIT 10000
