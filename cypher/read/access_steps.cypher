// SUPPORT ties that touch these people now, among the classes that the asker may see: for working out the circle.
// params: people LIST<STRING>, types LIST<STRING>, roles LIST<STRING>, unwalked_roles LIST<STRING>,
// with_households BOOLEAN, allowed LIST<INTEGER>,
// consent_classes LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>, today DATE, member_cap INTEGER,
// closed_kinds LIST<STRING>
// returns: a STRING, b STRING, role STRING, outward BOOLEAN, walkable BOOLEAN
CALL () {
  UNWIND $people AS id
  MATCH (p:Person {id: id})-[t:KIN_OF|UNION_WITH|GUARDIAN_OF|CAREGIVER_OF|MENTOR_OF|SUPPORTS]-(q:Person)
  WHERE type(t) IN $types AND ($roles = [] OR t.role IN $roles) AND NOT coalesce(t.role, '') IN $unwalked_roles
    AND (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND p.id IN $consented AND q.id IN $consented))
    AND (t.valid_from IS NULL OR t.valid_from <= $today) AND (t.valid_to IS NULL OR t.valid_to >= $today)
  RETURN p.id AS a, q.id AS b, t.role AS role, startNode(t) = p AS outward,
    t.verification IN ['PROVEN', 'STATED'] AND t.contested_at IS NULL
      AND NOT coalesce(t.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE'] AS walkable
  UNION ALL
  UNWIND $people AS id
  MATCH (p:Person {id: id})-[m:MEMBER_OF_HOUSEHOLD]->(h:Household)
  WHERE $with_households AND NOT h.kind IN $closed_kinds
    AND (m.cls IN $allowed OR m.case_id IN $cases OR (m.cls IN $consent_classes AND p.id IN $consented))
    AND (h.cls IN $allowed OR h.case_id IN $cases)
    AND (m.valid_from IS NULL OR m.valid_from <= $today) AND (m.valid_to IS NULL OR m.valid_to >= $today)
    AND (h.valid_from IS NULL OR h.valid_from <= $today) AND (h.valid_to IS NULL OR h.valid_to >= $today)
  CALL (h) {
    MATCH (h)<-[n:MEMBER_OF_HOUSEHOLD]-(q:Person)
    WHERE (n.cls IN $allowed OR n.case_id IN $cases OR (n.cls IN $consent_classes AND q.id IN $consented))
      AND (n.valid_from IS NULL OR n.valid_from <= $today) AND (n.valid_to IS NULL OR n.valid_to >= $today)
    RETURN collect({q: q, n: n}) AS others, count(DISTINCT q) AS members
  }
  WITH p, m, h, others, members
  WHERE members <= $member_cap
  UNWIND others AS other
  WITH p, m, h, other.q AS q, other.n AS n
  WHERE q <> p
  RETURN p.id AS a, q.id AS b, null AS role, true AS outward,
    all(s IN [m, n] WHERE s.verification IN ['PROVEN', 'STATED'] AND s.contested_at IS NULL
      AND NOT coalesce(s.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE'])
      AND h.verification IN ['PROVEN', 'STATED'] AND h.contested_at IS NULL AS walkable
}
RETURN DISTINCT a, b, role, outward, walkable
ORDER BY a, b, role, outward, walkable
LIMIT 200000
