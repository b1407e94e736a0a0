// The households or gangs after an id, in the order of their ids, as columns: they fill the arrays, and no answer.
// params: label STRING, after STRING, rows INTEGER
// returns: id LIST<STRING>, node LIST<INTEGER>, cls LIST<INTEGER>, joins LIST<BOOLEAN>,
//   kind_joins LIST<BOOLEAN>, since LIST<INTEGER>, until LIST<INTEGER>, in_case LIST<BOOLEAN>, case LIST<STRING>
//
// Days as in engine_ties. kind_joins: whether it is of a kind that is a step of a path (no shelter, no school); joins:
// and verified.
CALL () {
  WITH 1 AS one WHERE $label = 'Household'
  MATCH (g:Household)
  WHERE g.id > $after
  RETURN g ORDER BY g.id LIMIT $rows
  UNION ALL
  WITH 1 AS one WHERE $label = 'Gang'
  MATCH (g:Gang)
  WHERE g.id > $after
  RETURN g ORDER BY g.id LIMIT $rows
}
WITH g, properties(g) AS p
WITH g, p, p.valid_from AS since, p.valid_to AS until
RETURN collect(p.id) AS id, collect(id(g)) AS node, collect(coalesce(p.cls, 0)) AS cls,
  collect(coalesce(p.verification IN ['PROVEN', 'STATED'], false) AND p.contested_at IS NULL
    AND ($label = 'Gang' OR coalesce(p.kind, '') = 'FAMILY')) AS joins,
  collect($label = 'Gang' OR coalesce(p.kind, '') = 'FAMILY') AS kind_joins,
  collect(coalesce(since.year * 512 + since.ordinalDay, 0)) AS since,
  collect(coalesce(until.year * 512 + until.ordinalDay, 0)) AS until,
  collect(p.case_id IS NOT NULL) AS in_case, collect(p.case_id) AS case
