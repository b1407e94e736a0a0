// The ties that touch some people, at either end, whoever may see them: they fill the arrays, and no answer.
// params: people LIST<STRING>
// returns: id STRING, type STRING, a STRING, b STRING, role STRING, closeness STRING, tone STRING, verification STRING,
//   said_on DATE, contact DATE, sources LIST<STRING>, incident STRING, since DATE, valid_to DATE,
//   contested_at DATE, cls INTEGER, case STRING, status STRING, retain_until DATE,
//   side STRING, basis STRING, category STRING, told STRING
UNWIND $people AS id
MATCH (p:Person {id: id})
MATCH (p)-[t:KIN_OF|UNION_WITH|GUARDIAN_OF|CAREGIVER_OF|MEMBER_OF_HOUSEHOLD|MENTOR_OF
  |SUPPORTS|CO_ARRESTED|CO_PRESENT|AFFILIATED_WITH|CO_FIO]-()
WITH DISTINCT t, startNode(t) AS a, endNode(t) AS b
WHERE a:Person AND t.id IS NOT NULL AND a.id IS NOT NULL AND b.id IS NOT NULL
  AND CASE type(t) WHEN 'MEMBER_OF_HOUSEHOLD' THEN b:Household WHEN 'AFFILIATED_WITH' THEN b:Gang ELSE b:Person END
RETURN t.id AS id, type(t) AS type, a.id AS a, b.id AS b, coalesce(t.role, '') AS role, t.closeness AS closeness,
  t.tone AS tone, t.verification AS verification, coalesce(t.quality_at, t.stated_at) AS said_on,
  coalesce(t.last_contact, t.at) AS contact, coalesce(t.sources, []) AS sources, coalesce(t.incident, '') AS incident,
  CASE WHEN t.at > t.valid_from OR t.valid_from IS NULL THEN t.at ELSE t.valid_from END AS since, t.valid_to AS valid_to,
  t.contested_at AS contested_at, coalesce(t.cls, 0) AS cls, t.case_id AS case, t.status AS status,
  t.retain_until AS retain_until, t.side AS side, t.basis AS basis, t.category AS category,
  coalesce(t.owner, '') + '\u001F' + coalesce(t.compartment, '') + '\u001F' + coalesce(t.stated_as, '') + '\u001F'
    + coalesce(toString(t.stated_at), '') + '\u001F' + coalesce(toString(t.contested_at), '') + '\u001F'
    + coalesce(t.start_record, '') + '\u001F' + coalesce(t.end_record, '') + '\u001F' + coalesce(t.stated_by, '') AS told
ORDER BY type, id
LIMIT 2000000
