// The PEER ties that touch some people, as the asker may see them on a day: one step of a walk.
// params: people LIST<STRING>, as_of DATE, today DATE, group_cap INTEGER, allowed LIST<INTEGER>,
//   consent_classes LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>, circle LIST<STRING>
// returns: id LIST<STRING>, type LIST<STRING>, a LIST<STRING>, b LIST<STRING>, role LIST<STRING>,
//   closeness LIST<STRING>, tone LIST<STRING>, verification LIST<STRING>, said_on LIST<STRING>, contact LIST<STRING>,
//   sources LIST<LIST<STRING>>, incident LIST<STRING>
//
// A tie that fails the predicate is not walked. A gang is one step, kept as its two affiliations:
// verified ones whose time to be kept is not over today; a gang of more people than the cap joins nobody.
// One row of columns: row by row the same ties take five times as long. Days are texts, empty when unknown.
UNWIND $people AS id
MATCH (a:Person {id: id})
CALL (a) {
  MATCH (a)-[t:CO_ARRESTED|CO_PRESENT|CO_FIO]-(b:Person)
  WHERE (t.cls IN $allowed OR t.case_id IN $cases
      OR (t.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
    AND ($circle IS NULL OR (a.id IN $circle AND b.id IN $circle))
    AND (t.valid_from IS NULL OR t.valid_from <= $as_of) AND (t.valid_to IS NULL OR t.valid_to >= $as_of)
    AND t.verification IN ['PROVEN', 'STATED'] AND t.contested_at IS NULL
    AND (t.at IS NULL OR t.at <= $as_of)
  RETURN t
  UNION
  MATCH (a)-[m:AFFILIATED_WITH]->(g:Gang)
  WHERE (m.cls IN $allowed OR m.case_id IN $cases OR (m.cls IN $consent_classes AND a.id IN $consented))
    AND ($circle IS NULL OR a.id IN $circle)
    AND (m.valid_from IS NULL OR m.valid_from <= $as_of) AND (m.valid_to IS NULL OR m.valid_to >= $as_of)
    AND m.verification IN ['PROVEN', 'STATED'] AND m.contested_at IS NULL
    AND m.status IN ['VERIFIED_ASSOCIATE', 'VERIFIED_MEMBER'] AND m.retain_until >= $today
    AND (g.cls IN $allowed OR g.case_id IN $cases)
    AND (g.valid_from IS NULL OR g.valid_from <= $as_of) AND (g.valid_to IS NULL OR g.valid_to >= $as_of)
    AND g.verification IN ['PROVEN', 'STATED'] AND g.contested_at IS NULL
  WITH DISTINCT g
  WITH g, COLLECT {
    MATCH (g)<-[t:AFFILIATED_WITH]-(b:Person)
    WHERE (t.cls IN $allowed OR t.case_id IN $cases OR (t.cls IN $consent_classes AND b.id IN $consented))
      AND ($circle IS NULL OR b.id IN $circle)
      AND (t.valid_from IS NULL OR t.valid_from <= $as_of) AND (t.valid_to IS NULL OR t.valid_to >= $as_of)
      AND t.verification IN ['PROVEN', 'STATED'] AND t.contested_at IS NULL
      AND t.status IN ['VERIFIED_ASSOCIATE', 'VERIFIED_MEMBER'] AND t.retain_until >= $today
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
