// Affiliations that must not be on file, whoever wrote them: `graphsvc check` and a start of the service look.
// params: today DATE, years INTEGER
// returns: id STRING, broken LIST<STRING>
//
// What the API and an import refuse, asked of the store itself: Community edition has no constraint on values.
MATCH (p:Person)-[s:AFFILIATED_WITH]->()
WITH s, reduce(review = null, day IN [s.reviewed_at, s.valid_from, s.stated_at] |
    CASE WHEN review IS NULL OR day > review THEN day ELSE review END) AS review,
  COLLECT { MATCH (p)-[:HAS_BIRTH]->(b) WHERE b.born_on IS NOT NULL RETURN b.born_on ORDER BY b.born_on DESC } AS births
WITH s, head(births) AS born, CASE WHEN review IS NULL OR review > $today THEN $today ELSE review END AS review,
  CASE WHEN s.valid_from > $today THEN $today ELSE coalesce(s.valid_from, $today) END AS start
WITH s, review, start, coalesce(born > start - duration({years: 13}), false) AS child,
  coalesce(born > start - duration({years: 18}), false) AS minor
WITH s, [each IN [
  [s.retain_until IS NULL OR s.retain_until > review + duration({years: CASE WHEN minor THEN 1 ELSE $years END}),
    'RETENTION_TOO_LONG'],
  [child, 'UNDER_13'],
  [minor AND NOT coalesce(s.notice_person_at <= start AND s.notice_guardian_at <= start AND s.approved_by <> '', false),
    'MINOR_UNNOTIFIED'],
  [size(coalesce(s.evidence, [])) < 2 OR all(each IN s.criteria WHERE each = 'FIO_OBSERVATION')
    OR s.verified_by = s.stated_by, 'EVIDENCE_INSUFFICIENT']
] WHERE each[0] | each[1]] AS broken
WHERE size(broken) > 0
RETURN s.id AS id, broken
ORDER BY id
LIMIT 10000
