// Which of these records the asker may know to be one with another: those of which a statement is visible there.
// params: records LIST<LIST<STRING>>, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, circle LIST<STRING>, kin_circle LIST<STRING>, today DATE, agency STRING,
// touch_open LIST<STRING>, touch_party LIST<STRING>, touch_consent LIST<STRING>, touch_consented LIST<STRING>,
// touch_case LIST<STRING>, touch_people LIST<STRING>
// returns: id STRING
//
// The access is that of people_existing: what no question would show is no proof.
UNWIND $records AS pair
MATCH (p:Person {id: pair[1]})
WHERE ($circle IS NULL OR p.id IN $circle)
  AND (
    EXISTS {
      MATCH (p)-[was:HAS_NAME|HAS_BIRTH|HAS_DEATH|HAS_IDENTIFIER|HAS_PICTURE|ENROLLED_IN|REMOVED|REACHED_AT]->(s)
      WHERE was.start_record = pair[0] AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
    }
    OR EXISTS {
      MATCH (p)-[s:CAREGIVER_OF|MENTOR_OF|SUPPORTS|CO_ARRESTED|CO_PRESENT|CO_FIO|WISHES_ABOUT|ASSESSED_FOR|CONTACTED|NOTIFIED_FOR]-(b:Person)
      WHERE pair[0] IN [s.start_record, s.end_record] AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND b.id IN $consented))
        AND ($circle IS NULL OR b.id IN $circle)
    }
    OR EXISTS {
      MATCH (p)-[s:KIN_OF|UNION_WITH|GUARDIAN_OF]-(b:Person)
      WHERE pair[0] IN [s.start_record, s.end_record] AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND b.id IN $consented))
        AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND b.id IN $kin_circle))
    }
    OR EXISTS {
      MATCH (p)-[s:MEMBER_OF_HOUSEHOLD]->(h:Household)
      WHERE s.start_record = pair[0] AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
        AND (h.cls IN $allowed OR h.case_id IN $cases) AND ($kin_circle IS NULL OR p.id IN $kin_circle)
    }
    OR EXISTS {
      MATCH (p)-[s:RESIDES_AT]->(:Location)
      WHERE s.start_record = pair[0] AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
    }
    OR EXISTS {
      MATCH (p)-[s:AFFILIATED_WITH]->(g:Gang)
      WHERE s.start_record = pair[0] AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
        AND (g.cls IN $allowed OR g.case_id IN $cases)
        AND s.status IN ['VERIFIED_ASSOCIATE', 'VERIFIED_MEMBER', 'CONTESTED', 'EXITED'] AND s.retain_until >= $today
    }
    OR EXISTS {
      MATCH (p)-[s:INVOLVED_IN]->(i:Incident)
      WHERE s.start_record = pair[0] AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
        AND (i.cls IN $allowed OR i.case_id IN $cases)
    }
    OR EXISTS {
      MATCH (p)-[was:TOUCHED_BY]->(t:Touchpoint)
      WHERE was.start_record = pair[0] AND (t.type + '|' + toString(t.cls) IN $touch_open
          OR (t.type + '|' + toString(t.cls) IN $touch_party AND ($agency = t.agency OR $agency IN coalesce(t.parties, [])))
          OR (t.type + '|' + toString(t.cls) IN $touch_consent AND t.compartment + '|' + p.id IN $touch_consented)
          OR (t.type IN $touch_case AND t.case_id IN $cases AND t.cls <> 0))
        AND ($touch_people IS NULL OR p.id IN $touch_people)
    }
  )
RETURN DISTINCT pair[0] AS id
ORDER BY id
LIMIT 100000
