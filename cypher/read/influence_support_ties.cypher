// The SUPPORT ties that touch some people, as the asker may see them on a day: one step of a walk.
// params: people LIST<STRING>, as_of DATE, unwalked_roles LIST<STRING>, group_cap INTEGER, allowed LIST<INTEGER>,
//   consent_classes LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>, circle LIST<STRING>, kin_circle LIST<STRING>
// returns: id LIST<STRING>, type LIST<STRING>, a LIST<STRING>, b LIST<STRING>, role LIST<STRING>,
//   closeness LIST<STRING>, tone LIST<STRING>, verification LIST<STRING>, said_on LIST<STRING>, contact LIST<STRING>,
//   sources LIST<LIST<STRING>>, incident LIST<STRING>
//
// A tie that fails the predicate is not walked. A household is one step, kept as its two memberships;
// a shelter or a school joins nobody, nor does a household of more people than the cap.
// One row of columns: row by row the same ties take five times as long. Days are texts, empty when unknown.
UNWIND $people AS id
MATCH (a:Person {id: id})
CALL (a) {
  MATCH (a)-[t:CAREGIVER_OF|MENTOR_OF|SUPPORTS]-(b:Person)
  WHERE (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($circle IS NULL OR (a.id IN $circle AND b.id IN $circle))
    AND (t.valid_from IS NULL OR t.valid_from <= $as_of) AND (t.valid_to IS NULL OR t.valid_to >= $as_of)
    AND t.verification IN ['PROVEN', 'STATED'] AND t.contested_at IS NULL
    AND NOT coalesce(t.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE']
  RETURN t
  UNION
  MATCH (a)-[t:KIN_OF|UNION_WITH|GUARDIAN_OF]-(b:Person)
  WHERE (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($kin_circle IS NULL OR (a.id IN $kin_circle AND b.id IN $kin_circle))
    AND (t.valid_from IS NULL OR t.valid_from <= $as_of) AND (t.valid_to IS NULL OR t.valid_to >= $as_of)
    AND t.verification IN ['PROVEN', 'STATED'] AND t.contested_at IS NULL
    AND NOT coalesce(t.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE']
    AND NOT coalesce(t.role, '') IN $unwalked_roles
  RETURN t
  UNION
  MATCH (a)-[m:MEMBER_OF_HOUSEHOLD]->(h:Household {kind: 'FAMILY'})
  WHERE (m.cls IN $allowed OR m.case_id IN $cases OR (m.cls IN $consent_classes AND a.id IN $consented))
    AND ($kin_circle IS NULL OR a.id IN $kin_circle)
    AND (m.valid_from IS NULL OR m.valid_from <= $as_of) AND (m.valid_to IS NULL OR m.valid_to >= $as_of)
    AND m.verification IN ['PROVEN', 'STATED'] AND m.contested_at IS NULL
    AND NOT coalesce(m.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE']
    AND (h.cls IN $allowed OR h.case_id IN $cases)
    AND (h.valid_from IS NULL OR h.valid_from <= $as_of) AND (h.valid_to IS NULL OR h.valid_to >= $as_of)
    AND h.verification IN ['PROVEN', 'STATED'] AND h.contested_at IS NULL
  WITH DISTINCT h
  WITH h, COLLECT {
    MATCH (h)<-[t:MEMBER_OF_HOUSEHOLD]-(b:Person)
    WHERE (t.cls IN $allowed OR t.case_id IN $cases OR (t.cls IN $consent_classes AND b.id IN $consented))
      AND ($kin_circle IS NULL OR b.id IN $kin_circle)
      AND (t.valid_from IS NULL OR t.valid_from <= $as_of) AND (t.valid_to IS NULL OR t.valid_to >= $as_of)
      AND t.verification IN ['PROVEN', 'STATED'] AND t.contested_at IS NULL
      AND NOT coalesce(t.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE']
    RETURN t } AS memberships
  WHERE COUNT { UNWIND memberships AS each RETURN DISTINCT startNode(each) } <= $group_cap
  UNWIND memberships AS t
  RETURN t
}
WITH DISTINCT t
ORDER BY type(t), t.id
LIMIT 100000
RETURN collect(t.id) AS id, collect(type(t)) AS type, collect(startNode(t).id) AS a, collect(endNode(t).id) AS b,
  collect(coalesce(t.role, '')) AS role, collect(coalesce(t.closeness, 'UNKNOWN')) AS closeness,
  collect(coalesce(t.tone, 'UNKNOWN')) AS tone, collect(t.verification) AS verification,
  collect(coalesce(toString(coalesce(t.quality_at, t.stated_at)), '')) AS said_on,
  collect(coalesce(toString(coalesce(t.last_contact, t.at)), '')) AS contact,
  collect(coalesce(t.sources, [])) AS sources, collect(coalesce(t.incident, '')) AS incident
