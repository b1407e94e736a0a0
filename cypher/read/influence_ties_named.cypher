// Whose ties some ids name, as far as the asker may see them: a tie that is hidden is as one that is not.
// params: ties LIST<STRING>, allowed LIST<INTEGER>, consent_classes LIST<INTEGER>, cases LIST<STRING>,
//   consented LIST<STRING>, circle LIST<STRING>, kin_circle LIST<STRING>
// returns: id STRING, person STRING
//
// One person of each is enough: the arrays are made anew for that person. A type each, so that each id is looked up.
CALL () {
  MATCH (a:Person)-[t:CAREGIVER_OF]->(b:Person)
  WHERE t.id IN $ties
    AND (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($circle IS NULL OR (a.id IN $circle AND b.id IN $circle))
  RETURN t.id AS id, a.id AS person
  UNION ALL
  MATCH (a:Person)-[t:MENTOR_OF]->(b:Person)
  WHERE t.id IN $ties
    AND (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($circle IS NULL OR (a.id IN $circle AND b.id IN $circle))
  RETURN t.id AS id, a.id AS person
  UNION ALL
  MATCH (a:Person)-[t:SUPPORTS]->(b:Person)
  WHERE t.id IN $ties
    AND (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($circle IS NULL OR (a.id IN $circle AND b.id IN $circle))
  RETURN t.id AS id, a.id AS person
  UNION ALL
  MATCH (a:Person)-[t:CO_ARRESTED]->(b:Person)
  WHERE t.id IN $ties
    AND (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($circle IS NULL OR (a.id IN $circle AND b.id IN $circle))
  RETURN t.id AS id, a.id AS person
  UNION ALL
  MATCH (a:Person)-[t:CO_PRESENT]->(b:Person)
  WHERE t.id IN $ties
    AND (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($circle IS NULL OR (a.id IN $circle AND b.id IN $circle))
  RETURN t.id AS id, a.id AS person
  UNION ALL
  MATCH (a:Person)-[t:CO_FIO]->(b:Person)
  WHERE t.id IN $ties
    AND (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($circle IS NULL OR (a.id IN $circle AND b.id IN $circle))
  RETURN t.id AS id, a.id AS person
  UNION ALL
  MATCH (a:Person)-[t:KIN_OF]->(b:Person)
  WHERE t.id IN $ties
    AND (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($kin_circle IS NULL OR (a.id IN $kin_circle AND b.id IN $kin_circle))
  RETURN t.id AS id, a.id AS person
  UNION ALL
  MATCH (a:Person)-[t:UNION_WITH]->(b:Person)
  WHERE t.id IN $ties
    AND (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($kin_circle IS NULL OR (a.id IN $kin_circle AND b.id IN $kin_circle))
  RETURN t.id AS id, a.id AS person
  UNION ALL
  MATCH (a:Person)-[t:GUARDIAN_OF]->(b:Person)
  WHERE t.id IN $ties
    AND (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($kin_circle IS NULL OR (a.id IN $kin_circle AND b.id IN $kin_circle))
  RETURN t.id AS id, a.id AS person
  UNION ALL
  MATCH (a:Person)-[m:MEMBER_OF_HOUSEHOLD]->(g:Household)
  WHERE m.id IN $ties
    AND (m.cls IN $allowed OR m.case_id IN $cases OR (m.cls IN $consent_classes AND a.id IN $consented))
    AND (g.cls IN $allowed OR g.case_id IN $cases) AND ($kin_circle IS NULL OR a.id IN $kin_circle)
  RETURN m.id AS id, a.id AS person
  UNION ALL
  MATCH (a:Person)-[m:AFFILIATED_WITH]->(g:Gang)
  WHERE m.id IN $ties
    AND (m.cls IN $allowed OR m.case_id IN $cases OR (m.cls IN $consent_classes AND a.id IN $consented))
    AND (g.cls IN $allowed OR g.case_id IN $cases) AND ($circle IS NULL OR a.id IN $circle)
  RETURN m.id AS id, a.id AS person
}
RETURN DISTINCT id, person
ORDER BY id, person
LIMIT 1000
