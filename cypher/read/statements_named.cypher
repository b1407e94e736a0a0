// Which of these statements the asker may see, of whatever kind, and whom each is about. `element` finds it again within a transaction.
// params: ids LIST<STRING>, today DATE, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, circle LIST<STRING>, kin_circle LIST<STRING>, agency STRING, touch_open LIST<STRING>,
// touch_party LIST<STRING>, touch_consent LIST<STRING>, touch_consented LIST<STRING>, touch_case LIST<STRING>,
// touch_people LIST<STRING>
// returns: id STRING, label STRING, owner STRING, stated_by STRING, people LIST<STRING>, household STRING, element STRING
//
// One type of tie at a time: only then is a tie found by its id. Two agencies may have given one id to statements of different kinds: then there are two rows.
CALL () {
  MATCH (s:Name|Birth|Death|Identifier|Picture|Enrolment|Removal|ContactPoint|SafetyAlert|Hold)
  WHERE s.id IN $ids
  MATCH (p:Person)-[:HAS_NAME|HAS_BIRTH|HAS_DEATH|HAS_IDENTIFIER|HAS_PICTURE|ENROLLED_IN|REMOVED|REACHED_AT|ALERTED_BY|HELD_BY]->(s)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
  RETURN s.id AS id, labels(s)[0] AS label, s.owner AS owner, s.stated_by AS stated_by, [p.id] AS people, null AS household,
    elementId(s) AS element
  UNION ALL
  MATCH (t:Touchpoint)<-[:TOUCHED_BY]-(p:Person)
  WHERE t.id IN $ids
    AND (t.type + '|' + toString(t.cls) IN $touch_open
      OR (t.type + '|' + toString(t.cls) IN $touch_party AND ($agency = t.agency OR $agency IN coalesce(t.parties, [])))
      OR (t.type + '|' + toString(t.cls) IN $touch_consent AND t.compartment + '|' + p.id IN $touch_consented)
      OR (t.type IN $touch_case AND t.case_id IN $cases AND t.cls <> 0))
    AND ($touch_people IS NULL OR p.id IN $touch_people)
  RETURN t.id AS id, 'Touchpoint' AS label, t.owner AS owner, t.stated_by AS stated_by, [p.id] AS people, null AS household,
    elementId(t) AS element
  UNION ALL
  MATCH (p:Person)-[s:RESIDES_AT]->(:Location)
  WHERE s.id IN $ids
    AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
  RETURN s.id AS id, type(s) AS label, s.owner AS owner, s.stated_by AS stated_by, [p.id] AS people, null AS household,
    elementId(s) AS element
  UNION ALL
  MATCH (p:Person)-[s:MEMBER_OF_HOUSEHOLD]->(h:Household)
  WHERE s.id IN $ids AND (h.cls IN $allowed OR h.case_id IN $cases)
    AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($kin_circle IS NULL OR p.id IN $kin_circle)
  RETURN s.id AS id, type(s) AS label, s.owner AS owner, s.stated_by AS stated_by, [p.id] AS people, h.id AS household,
    elementId(s) AS element
  UNION ALL
  MATCH (p:Person)-[s:AFFILIATED_WITH]->(g:Gang)
  WHERE s.id IN $ids AND (g.cls IN $allowed OR g.case_id IN $cases)
    AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
    AND s.status IN ['VERIFIED_ASSOCIATE', 'VERIFIED_MEMBER', 'CONTESTED', 'EXITED'] AND s.retain_until >= $today
  RETURN s.id AS id, type(s) AS label, s.owner AS owner, s.stated_by AS stated_by, [p.id] AS people, null AS household,
    elementId(s) AS element
  UNION ALL
  MATCH (p:Person)-[s:INVOLVED_IN]->(i:Incident)
  WHERE s.id IN $ids AND (i.cls IN $allowed OR i.case_id IN $cases)
    AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
  RETURN s.id AS id, type(s) AS label, s.owner AS owner, s.stated_by AS stated_by, [p.id] AS people, null AS household,
    elementId(s) AS element
  UNION ALL
  CALL () {
    MATCH ()-[s:CAREGIVER_OF]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:MENTOR_OF]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:SUPPORTS]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:CO_ARRESTED]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:CO_PRESENT]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:CO_FIO]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:WISHES_ABOUT]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:ASSESSED_FOR]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:CONTACTED]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:NOTIFIED_FOR]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:RESTRAINED_FROM]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:HARMED]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:REFUSES_CONTACT_WITH]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:WITNESS_AGAINST]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:LIVE_CONFLICT_WITH]->() WHERE s.id IN $ids RETURN s
  }
  WITH s, startNode(s) AS p, endNode(s) AS b
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND b.id IN $consented))
    AND ($circle IS NULL OR (p.id IN $circle AND b.id IN $circle))
  RETURN s.id AS id, type(s) AS label, s.owner AS owner, s.stated_by AS stated_by, [p.id, b.id] AS people, null AS household,
    elementId(s) AS element
  UNION ALL
  CALL () {
    MATCH ()-[s:KIN_OF]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:UNION_WITH]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:GUARDIAN_OF]->() WHERE s.id IN $ids RETURN s
  }
  WITH s, startNode(s) AS p, endNode(s) AS b
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND b.id IN $consented))
    AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND b.id IN $kin_circle))
  RETURN s.id AS id, type(s) AS label, s.owner AS owner, s.stated_by AS stated_by, [p.id, b.id] AS people, null AS household,
    elementId(s) AS element
  UNION ALL
  MATCH (s:Gang|Place)
  WHERE s.id IN $ids AND (s.cls IN $allowed OR s.case_id IN $cases)
  RETURN s.id AS id, labels(s)[0] AS label, s.owner AS owner, s.stated_by AS stated_by, [] AS people, null AS household,
    elementId(s) AS element
  UNION ALL
  MATCH (s:Household)<-[m:MEMBER_OF_HOUSEHOLD]-(p:Person)
  WHERE s.id IN $ids AND (s.cls IN $allowed OR s.case_id IN $cases)
    AND (m.cls IN $allowed OR m.case_id IN $cases OR (m.cls IN $consent_classes AND p.id IN $consented)) AND ($kin_circle IS NULL OR p.id IN $kin_circle)
  WITH DISTINCT s
  RETURN s.id AS id, 'Household' AS label, s.owner AS owner, s.stated_by AS stated_by, [] AS people, s.id AS household,
    elementId(s) AS element
  UNION ALL
  CALL () {
    MATCH ()-[s:RIVAL_OF]->() WHERE s.id IN $ids RETURN s
    UNION ALL MATCH ()-[s:ALLIED_WITH]->() WHERE s.id IN $ids RETURN s
  }
  WITH s, startNode(s) AS g, endNode(s) AS h
  WHERE (s.cls IN $allowed OR s.case_id IN $cases) AND (g.cls IN $allowed OR g.case_id IN $cases)
    AND (h.cls IN $allowed OR h.case_id IN $cases)
  RETURN s.id AS id, type(s) AS label, s.owner AS owner, s.stated_by AS stated_by, [] AS people, null AS household,
    elementId(s) AS element
}
RETURN id, label, owner, stated_by, people, household, element
ORDER BY id, label, element
LIMIT 2000
