// All that is stated about one person and that the asker may see, of any day, one row a statement: the person's own file.
// params: person_id STRING, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>, consent_classes LIST<INTEGER>,
// circle LIST<STRING>, kin_circle LIST<STRING>, agency STRING, touch_open LIST<STRING>, touch_party LIST<STRING>,
// touch_consent LIST<STRING>, touch_consented LIST<STRING>, touch_case LIST<STRING>, touch_people LIST<STRING>
// returns: label STRING, id STRING, other STRING, outward BOOLEAN, owner STRING, facts MAP
CALL () {
  MATCH (p:Person {id: $person_id})-[:HAS_NAME|HAS_BIRTH|HAS_DEATH|HAS_IDENTIFIER|HAS_PICTURE|ENROLLED_IN|REMOVED|REACHED_AT]->(s)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
  RETURN labels(s)[0] AS label, s.id AS id, null AS other, true AS outward, properties(s) AS facts
  UNION ALL
  MATCH (p:Person {id: $person_id})-[:TOUCHED_BY]->(t:Touchpoint)
  WHERE (t.type + '|' + toString(t.cls) IN $touch_open
      OR (t.type + '|' + toString(t.cls) IN $touch_party AND ($agency = t.agency OR $agency IN coalesce(t.parties, [])))
      OR (t.type + '|' + toString(t.cls) IN $touch_consent AND t.compartment + '|' + p.id IN $touch_consented)
      OR (t.type IN $touch_case AND t.case_id IN $cases AND t.cls <> 0))
    AND ($touch_people IS NULL OR p.id IN $touch_people)
  RETURN 'Touchpoint' AS label, t.id AS id, null AS other, true AS outward, properties(t) AS facts
  UNION ALL
  MATCH (p:Person {id: $person_id})-[s:RESIDES_AT]->(l:Location)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
  RETURN type(s) AS label, s.id AS id, l.id AS other, true AS outward, properties(s) AS facts
  UNION ALL
  MATCH (p:Person {id: $person_id})-[s:MEMBER_OF_HOUSEHOLD]->(h:Household)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
    AND (h.cls IN $allowed OR h.case_id IN $cases) AND ($kin_circle IS NULL OR p.id IN $kin_circle)
  RETURN type(s) AS label, s.id AS id, null AS other, true AS outward, properties(s) AS facts
  UNION ALL
  MATCH (p:Person {id: $person_id})-[s:CAREGIVER_OF|MENTOR_OF|SUPPORTS|WISHES_ABOUT]-(b:Person)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND b.id IN $consented))
    AND ($circle IS NULL OR (p.id IN $circle AND b.id IN $circle))
  RETURN type(s) AS label, s.id AS id, b.id AS other, startNode(s) = p AS outward, properties(s) AS facts
  UNION ALL
  MATCH (p:Person {id: $person_id})-[s:KIN_OF|UNION_WITH|GUARDIAN_OF]-(b:Person)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND b.id IN $consented))
    AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND b.id IN $kin_circle))
  RETURN type(s) AS label, s.id AS id, b.id AS other, startNode(s) = p AS outward, properties(s) AS facts
}
RETURN label, id, other, outward, facts.owner AS owner, facts
ORDER BY label, id
LIMIT 5000
