// Which of these people exist for the asker: those about whom one statement is visible, a tie or a fact.
// params: ids LIST<STRING>, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, circle LIST<STRING>, kin_circle LIST<STRING>, touch_types LIST<STRING>
// returns: id STRING
MATCH (p:Person)
WHERE p.id IN $ids AND ($circle IS NULL OR p.id IN $circle)
  AND (
    EXISTS {
      MATCH (p)-[:HAS_NAME|HAS_BIRTH|HAS_DEATH|HAS_IDENTIFIER|HAS_PICTURE|ENROLLED_IN|TOUCHED_BY|REMOVED|REACHED_AT]->(s)
      WHERE (s.type IS NULL OR s.type IN $touch_types)
        AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
    }
    OR EXISTS {
      MATCH (p)-[s:CAREGIVER_OF|MENTOR_OF|SUPPORTS|CO_ARRESTED|CO_PRESENT|CO_FIO|WISHES_ABOUT|ASSESSED_FOR|CONTACTED|NOTIFIED_FOR]-(b:Person)
      WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND b.id IN $consented))
        AND ($circle IS NULL OR (p.id IN $circle AND b.id IN $circle))
    }
    OR EXISTS {
      MATCH (p)-[s:KIN_OF|UNION_WITH|GUARDIAN_OF]-(b:Person)
      WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND b.id IN $consented))
        AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND b.id IN $kin_circle))
    }
    OR EXISTS {
      MATCH (p)-[s:MEMBER_OF_HOUSEHOLD]->(h:Household)
      WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
        AND (h.cls IN $allowed OR h.case_id IN $cases) AND ($kin_circle IS NULL OR p.id IN $kin_circle)
    }
    OR EXISTS {
      MATCH (p)-[s:AFFILIATED_WITH|INVOLVED_IN|RESIDES_AT]->(b)
      WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
    }
  )
RETURN p.id AS id
ORDER BY id
LIMIT 100000
