// The names, births or deaths after an id, in the order of their ids, as columns: they fill the arrays, and no answer.
// params: label STRING, after STRING, rows INTEGER
// returns: id LIST<STRING>, node LIST<INTEGER>, cls LIST<INTEGER>, since LIST<INTEGER>, until LIST<INTEGER>,
//   in_case LIST<BOOLEAN>, case LIST<STRING>, said LIST<LIST<STRING>>
//
// Days as in engine_ties; `node` is the person's. What is said is what engine_facts_of says.
CALL () {
  WITH 1 AS one WHERE $label = 'Name'
  MATCH (s:Name)
  WHERE s.id > $after
  RETURN s ORDER BY s.id LIMIT $rows
  UNION ALL
  WITH 1 AS one WHERE $label = 'Birth'
  MATCH (s:Birth)
  WHERE s.id > $after
  RETURN s ORDER BY s.id LIMIT $rows
  UNION ALL
  WITH 1 AS one WHERE $label = 'Death'
  MATCH (s:Death)
  WHERE s.id > $after
  RETURN s ORDER BY s.id LIMIT $rows
}
WITH s, properties(s) AS f, head([(p:Person)-[:HAS_NAME|HAS_BIRTH|HAS_DEATH]->(s) | id(p)]) AS node
WITH s, f, coalesce(node, -1) AS node, f.valid_from AS since, f.valid_to AS until
RETURN collect(f.id) AS id, collect(node) AS node, collect(coalesce(f.cls, 0)) AS cls,
  collect(coalesce(since.year * 512 + since.ordinalDay, 0)) AS since,
  collect(coalesce(until.year * 512 + until.ordinalDay, 0)) AS until,
  collect(f.case_id IS NOT NULL) AS in_case, collect(f.case_id) AS case,
  collect([$label, f.id, f.owner, toString(f.stated_at),
    CASE WHEN f.contested_at IS NOT NULL OR coalesce(f.verification IN ['CHALLENGED', 'DISPROVEN'], false) THEN '1' END,
    CASE $label WHEN 'Name' THEN f.given ELSE toString(coalesce(f.born_on, f.died_on)) END,
    CASE $label WHEN 'Name' THEN f.family ELSE f.sex END, f.kind]) AS said
