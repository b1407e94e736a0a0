// The ties by which somebody may be a relative of each of some people, up to four kin steps out, as the asker may see them.
// params: person_ids LIST<STRING>, as_of DATE, ended BOOLEAN, allowed LIST<INTEGER>, consent_classes LIST<INTEGER>, cases LIST<STRING>,
// consented LIST<STRING>, circle LIST<STRING>, kin_circle LIST<STRING>
// returns: person STRING, id STRING, type STRING, a STRING, b STRING, role STRING, side STRING, closeness STRING, frequency STRING,
// tone STRING, verification STRING, quality_at DATE, stated_at DATE, stated_by STRING, stated_as STRING,
// last_contact DATE, sources LIST<STRING>, owner STRING, compartment STRING, valid_from DATE, valid_to DATE,
// contested_at DATE, vetted_at DATE, cleared BOOLEAN, basis STRING, category STRING, status STRING
//
// A tie in doubt, cut off or abusive may be the last of a chain and is never walked beyond (definitions.md §1). Nor is a
// union that ended, which is read for a picture alone (`ended`).
UNWIND $person_ids AS person
CALL (person) {
  WITH person, reduce(walked = [{front: [person], met: [person], ties: []}], layer IN range(1, 4) | walked + COLLECT {
    UNWIND last(walked).front AS id
    MATCH (p:Person {id: id})-[s:KIN_OF|UNION_WITH]-(q:Person)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND q.id IN $consented))
      AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND q.id IN $kin_circle))
      AND (s.valid_from IS NULL OR s.valid_from <= $as_of)
      AND (s.valid_to IS NULL OR s.valid_to >= $as_of OR ($ended AND type(s) = 'UNION_WITH'))
    WITH collect(DISTINCT s) AS ties, collect(DISTINCT q.id) AS met, collect(DISTINCT CASE WHEN s.verification IN ['PROVEN', 'STATED'] AND s.contested_at IS NULL
      AND NOT coalesce(s.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE'] AND (s.valid_to IS NULL OR s.valid_to >= $as_of) THEN q.id END) AS reached
    RETURN {ties: ties, met: met, front: [id IN reached WHERE none(w IN walked WHERE id IN w.front)]} }) AS walked
  CALL (person, walked) {
    UNWIND walked AS w
    UNWIND w.ties AS s
    RETURN s
    UNION
    UNWIND walked AS w
    UNWIND w.met AS id
    WITH DISTINCT id
    MATCH (q:Person)-[s:GUARDIAN_OF]->(p:Person {id: id})
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND q.id IN $consented))
      AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND q.id IN $kin_circle))
      AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
    RETURN s
    UNION
    MATCH (p:Person {id: person})-[s:CAREGIVER_OF|MENTOR_OF|SUPPORTS|WISHES_ABOUT|ASSESSED_FOR]-(q:Person)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND q.id IN $consented))
      AND ($circle IS NULL OR (p.id IN $circle AND q.id IN $circle))
      AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
      AND (type(s) <> 'WISHES_ABOUT' OR (s.wish = 'YES' AND startNode(s) = p))
      AND (type(s) <> 'ASSESSED_FOR' OR (s.named_by_family AND endNode(s) = p))
    RETURN s
}
  RETURN s
}
WITH person, s, properties(s) AS f
RETURN person, f.id AS id, type(s) AS type, startNode(s).id AS a, endNode(s).id AS b, coalesce(f.role, '') AS role,
  coalesce(f.side, 'NA') AS side, coalesce(f.closeness, 'UNKNOWN') AS closeness,
  coalesce(f.frequency, 'UNKNOWN') AS frequency, coalesce(f.tone, 'UNKNOWN') AS tone,
  coalesce(f.verification, 'STATED') AS verification, f.quality_at AS quality_at, f.stated_at AS stated_at,
  coalesce(f.stated_by, '') AS stated_by, coalesce(f.stated_as, 'RECORD') AS stated_as, f.last_contact AS last_contact,
  coalesce(f.sources, []) AS sources, f.owner AS owner, f.compartment AS compartment, f.valid_from AS valid_from,
  f.valid_to AS valid_to, f.contested_at AS contested_at, f.vetted_at AS vetted_at, coalesce(f.cleared, false) AS cleared,
  coalesce(f.basis, '') AS basis, coalesce(f.category, '') AS category, coalesce(f.status, '') AS status
ORDER BY person, type, id
LIMIT 200000
