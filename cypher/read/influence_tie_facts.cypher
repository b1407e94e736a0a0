// What is on file about the ties of some influence paths, as the asker may see them.
// params: people LIST<STRING>, ties LIST<STRING>, allowed LIST<INTEGER>, consent_classes LIST<INTEGER>,
//   cases LIST<STRING>, consented LIST<STRING>, circle LIST<STRING>, kin_circle LIST<STRING>
// returns: id STRING, type STRING, a STRING, b STRING, role STRING, closeness STRING, frequency STRING, tone STRING,
//   verification STRING, quality_at DATE, stated_at DATE, stated_by STRING, stated_as STRING, last_contact DATE, at DATE,
//   incident STRING, sources LIST<STRING>, owner STRING, compartment STRING, valid_from DATE, valid_to DATE,
//   vetted_at DATE, group_name STRING, staff_name STRING
UNWIND $people AS id
MATCH (a:Person {id: id})
CALL (a) {
  MATCH (a)-[t:CAREGIVER_OF|MENTOR_OF|SUPPORTS|CO_ARRESTED|CO_PRESENT|CO_FIO]->(b:Person)
  WHERE t.id IN $ties
    AND (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($circle IS NULL OR (a.id IN $circle AND b.id IN $circle))
  RETURN t, b, null AS group_name
  UNION ALL
  MATCH (a)-[t:KIN_OF|UNION_WITH|GUARDIAN_OF]->(b:Person)
  WHERE t.id IN $ties
    AND (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($kin_circle IS NULL OR (a.id IN $kin_circle AND b.id IN $kin_circle))
  RETURN t, b, null AS group_name
  UNION ALL
  MATCH (a)-[t:MEMBER_OF_HOUSEHOLD]->(b:Household)
  WHERE t.id IN $ties
    AND (t.cls IN $allowed OR t.case_id IN $cases OR (t.cls IN $consent_classes AND a.id IN $consented))
    AND (b.cls IN $allowed OR b.case_id IN $cases)
    AND ($kin_circle IS NULL OR a.id IN $kin_circle)
  RETURN t, b, coalesce(b.label, 'one household') AS group_name
  UNION ALL
  MATCH (a)-[t:AFFILIATED_WITH]->(b:Gang)
  WHERE t.id IN $ties
    AND (t.cls IN $allowed OR t.case_id IN $cases OR (t.cls IN $consent_classes AND a.id IN $consented))
    AND (b.cls IN $allowed OR b.case_id IN $cases)
    AND ($circle IS NULL OR a.id IN $circle)
  RETURN t, b, b.name AS group_name
}
OPTIONAL MATCH (s:Staff {id: t.stated_by})
RETURN t.id AS id, type(t) AS type, a.id AS a, b.id AS b, t.role AS role, t.closeness AS closeness,
  t.frequency AS frequency, t.tone AS tone, t.verification AS verification, t.quality_at AS quality_at,
  t.stated_at AS stated_at, t.stated_by AS stated_by, t.stated_as AS stated_as, t.last_contact AS last_contact,
  t.at AS at, t.incident AS incident, t.sources AS sources, t.owner AS owner, t.compartment AS compartment,
  t.valid_from AS valid_from, t.valid_to AS valid_to, t.vetted_at AS vetted_at, group_name, s.name AS staff_name
ORDER BY type, id
LIMIT 20000
