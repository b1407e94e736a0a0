// Who these ids of statements' speakers are: staff by name, people by the names that are visible to the asker.
// params: ids LIST<STRING>, allowed LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// consent_classes LIST<INTEGER>, circle LIST<STRING>
// returns: id STRING, staff STRING, name_id STRING, given STRING, family STRING, kind STRING, stated_at DATE,
// questioned BOOLEAN
CALL () {
  MATCH (u:Staff)
  WHERE u.id IN $ids
  RETURN u.id AS id, u.name AS staff, null AS name_id, null AS given, null AS family, null AS kind,
    null AS stated_at, false AS questioned
  UNION ALL
  MATCH (p:Person)-[:HAS_NAME]->(s:Name)
  WHERE p.id IN $ids
    AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
  RETURN p.id AS id, null AS staff, s.id AS name_id, s.given AS given, s.family AS family, s.kind AS kind,
    s.stated_at AS stated_at,
    s.contested_at IS NOT NULL OR coalesce(s.verification IN ['CHALLENGED', 'DISPROVEN'], false) AS questioned
}
RETURN id, staff, name_id, given, family, kind, stated_at, questioned
ORDER BY id, name_id
LIMIT 20000
