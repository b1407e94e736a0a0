// Everything that joins two people, for the steps of the influence paths shown, as the asker may see it: all on file about it.
// params: a LIST<STRING>, b LIST<STRING>, types LIST<STRING>, first_day DATE, last_day DATE, today DATE,
//   unwalked_roles LIST<STRING>, group_cap INTEGER, allowed LIST<INTEGER>, consent_classes LIST<INTEGER>,
//   cases LIST<STRING>, consented LIST<STRING>, circle LIST<STRING>, kin_circle LIST<STRING>
// returns: id STRING, type STRING, a STRING, b STRING, role STRING, closeness STRING, frequency STRING, tone STRING,
//   verification STRING, quality_at DATE, stated_at DATE, stated_by STRING, stated_as STRING, last_contact DATE, at DATE,
//   incident STRING, sources LIST<STRING>, owner STRING, compartment STRING, valid_from DATE, valid_to DATE,
//   vetted_at DATE, group_name STRING, staff_name STRING
//
// `a` and `b` are parallel lists: the two people of each step. The predicate of the walk again, so that a tie that was
// hidden or ended since the arrays were read is shown to nobody. Through a group come both memberships.
UNWIND range(0, size($a) - 1) AS place
MATCH (a:Person {id: $a[place]})
MATCH (b:Person {id: $b[place]})
CALL (a, b) {
  MATCH (a)-[t:CAREGIVER_OF|MENTOR_OF|SUPPORTS|CO_ARRESTED|CO_PRESENT|CO_FIO]-(b)
  WHERE type(t) IN $types
    AND (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($circle IS NULL OR (a.id IN $circle AND b.id IN $circle))
    AND (t.valid_from IS NULL OR t.valid_from <= $last_day) AND (t.valid_to IS NULL OR t.valid_to >= $first_day)
    AND (t.at IS NULL OR t.at <= $last_day)
    AND t.verification IN ['PROVEN', 'STATED'] AND t.contested_at IS NULL
    AND NOT coalesce(t.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE']
  RETURN t, null AS group_name
  UNION
  MATCH (a)-[t:KIN_OF|UNION_WITH|GUARDIAN_OF]-(b)
  WHERE type(t) IN $types
    AND (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($kin_circle IS NULL OR (a.id IN $kin_circle AND b.id IN $kin_circle))
    AND (t.valid_from IS NULL OR t.valid_from <= $last_day) AND (t.valid_to IS NULL OR t.valid_to >= $first_day)
    AND t.verification IN ['PROVEN', 'STATED'] AND t.contested_at IS NULL
    AND NOT coalesce(t.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE']
    AND NOT coalesce(t.role, '') IN $unwalked_roles
  RETURN t, null AS group_name
  UNION
  MATCH (a)-[m:MEMBER_OF_HOUSEHOLD]->(h:Household {kind: 'FAMILY'})<-[t:MEMBER_OF_HOUSEHOLD]-(b)
  WHERE type(t) IN $types
    AND (m.cls IN $allowed OR m.case_id IN $cases OR (m.cls IN $consent_classes AND a.id IN $consented))
    AND (t.cls IN $allowed OR t.case_id IN $cases OR (t.cls IN $consent_classes AND b.id IN $consented))
    AND ($kin_circle IS NULL OR (a.id IN $kin_circle AND b.id IN $kin_circle))
    AND (m.valid_from IS NULL OR m.valid_from <= $last_day) AND (m.valid_to IS NULL OR m.valid_to >= $first_day)
    AND m.verification IN ['PROVEN', 'STATED'] AND m.contested_at IS NULL
    AND NOT coalesce(m.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE']
    AND (t.valid_from IS NULL OR t.valid_from <= $last_day) AND (t.valid_to IS NULL OR t.valid_to >= $first_day)
    AND t.verification IN ['PROVEN', 'STATED'] AND t.contested_at IS NULL
    AND NOT coalesce(t.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE']
    AND (h.cls IN $allowed OR h.case_id IN $cases)
    AND (h.valid_from IS NULL OR h.valid_from <= $last_day) AND (h.valid_to IS NULL OR h.valid_to >= $first_day)
    AND h.verification IN ['PROVEN', 'STATED'] AND h.contested_at IS NULL
    AND COUNT {
      MATCH (h)<-[x:MEMBER_OF_HOUSEHOLD]-(c:Person)
      WHERE (x.cls IN $allowed OR x.case_id IN $cases OR (x.cls IN $consent_classes AND c.id IN $consented))
        AND ($kin_circle IS NULL OR c.id IN $kin_circle)
        AND (x.valid_from IS NULL OR x.valid_from <= $last_day) AND (x.valid_to IS NULL OR x.valid_to >= $first_day)
        AND x.verification IN ['PROVEN', 'STATED'] AND x.contested_at IS NULL
        AND NOT coalesce(x.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE']
      RETURN DISTINCT c } <= $group_cap
  UNWIND [m, t] AS each
  RETURN each AS t, coalesce(h.label, 'one household') AS group_name
  UNION
  MATCH (a)-[m:AFFILIATED_WITH]->(g:Gang)<-[t:AFFILIATED_WITH]-(b)
  WHERE type(t) IN $types
    AND (m.cls IN $allowed OR m.case_id IN $cases OR (m.cls IN $consent_classes AND a.id IN $consented))
    AND (t.cls IN $allowed OR t.case_id IN $cases OR (t.cls IN $consent_classes AND b.id IN $consented))
    AND ($circle IS NULL OR (a.id IN $circle AND b.id IN $circle))
    AND (m.valid_from IS NULL OR m.valid_from <= $last_day) AND (m.valid_to IS NULL OR m.valid_to >= $first_day)
    AND m.verification IN ['PROVEN', 'STATED'] AND m.contested_at IS NULL
    AND m.status IN ['VERIFIED_ASSOCIATE', 'VERIFIED_MEMBER'] AND m.retain_until >= $today
    AND (t.valid_from IS NULL OR t.valid_from <= $last_day) AND (t.valid_to IS NULL OR t.valid_to >= $first_day)
    AND t.verification IN ['PROVEN', 'STATED'] AND t.contested_at IS NULL
    AND t.status IN ['VERIFIED_ASSOCIATE', 'VERIFIED_MEMBER'] AND t.retain_until >= $today
    AND (g.cls IN $allowed OR g.case_id IN $cases)
    AND (g.valid_from IS NULL OR g.valid_from <= $last_day) AND (g.valid_to IS NULL OR g.valid_to >= $first_day)
    AND g.verification IN ['PROVEN', 'STATED'] AND g.contested_at IS NULL
    AND COUNT {
      MATCH (g)<-[x:AFFILIATED_WITH]-(c:Person)
      WHERE (x.cls IN $allowed OR x.case_id IN $cases OR (x.cls IN $consent_classes AND c.id IN $consented))
        AND ($circle IS NULL OR c.id IN $circle)
        AND (x.valid_from IS NULL OR x.valid_from <= $last_day) AND (x.valid_to IS NULL OR x.valid_to >= $first_day)
        AND x.verification IN ['PROVEN', 'STATED'] AND x.contested_at IS NULL
        AND x.status IN ['VERIFIED_ASSOCIATE', 'VERIFIED_MEMBER'] AND x.retain_until >= $today
      RETURN DISTINCT c } <= $group_cap
  UNWIND [m, t] AS each
  RETURN each AS t, g.name AS group_name
}
WITH DISTINCT t, group_name
OPTIONAL MATCH (s:Staff {id: t.stated_by})
RETURN t.id AS id, type(t) AS type, startNode(t).id AS a, endNode(t).id AS b, t.role AS role, t.closeness AS closeness,
  t.frequency AS frequency, t.tone AS tone, t.verification AS verification, t.quality_at AS quality_at,
  t.stated_at AS stated_at, t.stated_by AS stated_by, t.stated_as AS stated_as, t.last_contact AS last_contact,
  t.at AS at, t.incident AS incident, t.sources AS sources, t.owner AS owner, t.compartment AS compartment,
  t.valid_from AS valid_from, t.valid_to AS valid_to, t.vetted_at AS vetted_at, group_name, s.name AS staff_name
ORDER BY type, id
LIMIT 20000
