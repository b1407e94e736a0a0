// The ties by which somebody may be a relative of one person, up to four kin steps out, as the asker may see them.
// params: person_id STRING, as_of DATE, allowed LIST<INTEGER>, consent_classes LIST<INTEGER>, cases LIST<STRING>,
// consented LIST<STRING>, circle LIST<STRING>, kin_circle LIST<STRING>
// returns: id STRING, type STRING, a STRING, b STRING, role STRING, side STRING, closeness STRING, frequency STRING,
// tone STRING, verification STRING, quality_at DATE, stated_at DATE, stated_by STRING, stated_as STRING,
// last_contact DATE, sources LIST<STRING>, owner STRING, compartment STRING, valid_from DATE, valid_to DATE,
// contested_at DATE, vetted_at DATE, cleared BOOLEAN
//
// A tie in doubt, cut off or abusive may be the last of a chain and is never walked beyond (definitions.md §1).
WITH reduce(walked = [], layer IN range(1, 4) | COLLECT {
  UNWIND [$person_id] + [t IN walked WHERE t.verification IN ['PROVEN', 'STATED'] AND t.contested_at IS NULL
    AND NOT coalesce(t.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE'] | startNode(t).id]
    + [t IN walked WHERE t.verification IN ['PROVEN', 'STATED'] AND t.contested_at IS NULL
    AND NOT coalesce(t.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE'] | endNode(t).id] AS id
  WITH DISTINCT id
  MATCH (p:Person {id: id})-[s:KIN_OF|UNION_WITH]-(q:Person)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND q.id IN $consented))
    AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND q.id IN $kin_circle))
    AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
  RETURN DISTINCT s }) AS kin
WITH kin, reduce(people = [$person_id], t IN kin | people + [startNode(t).id, endNode(t).id]) AS people
CALL (kin, people) {
  UNWIND kin AS s
  RETURN s
  UNION
  UNWIND people AS id
  WITH DISTINCT id
  MATCH (q:Person)-[s:GUARDIAN_OF]->(p:Person {id: id})
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND q.id IN $consented))
    AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND q.id IN $kin_circle))
    AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
  RETURN s
  UNION
  MATCH (p:Person {id: $person_id})-[s:CAREGIVER_OF|MENTOR_OF|SUPPORTS|WISHES_ABOUT|ASSESSED_FOR]-(q:Person)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND q.id IN $consented))
    AND ($circle IS NULL OR (p.id IN $circle AND q.id IN $circle))
    AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
    AND (type(s) <> 'WISHES_ABOUT' OR (s.wish = 'YES' AND startNode(s) = p))
    AND (type(s) <> 'ASSESSED_FOR' OR (s.named_by_family AND endNode(s) = p))
  RETURN s
}
RETURN s.id AS id, type(s) AS type, startNode(s).id AS a, endNode(s).id AS b, coalesce(s.role, '') AS role,
  coalesce(s.side, 'NA') AS side, coalesce(s.closeness, 'UNKNOWN') AS closeness,
  coalesce(s.frequency, 'UNKNOWN') AS frequency, coalesce(s.tone, 'UNKNOWN') AS tone,
  coalesce(s.verification, 'STATED') AS verification, s.quality_at AS quality_at, s.stated_at AS stated_at,
  coalesce(s.stated_by, '') AS stated_by, coalesce(s.stated_as, 'RECORD') AS stated_as, s.last_contact AS last_contact,
  coalesce(s.sources, []) AS sources, s.owner AS owner, s.compartment AS compartment, s.valid_from AS valid_from,
  s.valid_to AS valid_to, s.contested_at AS contested_at, s.vetted_at AS vetted_at, coalesce(s.cleared, false) AS cleared
ORDER BY type, id
LIMIT 20000
