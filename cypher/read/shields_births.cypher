// The births on file of 50,000 people after an id, or of some people: day as Python counts days (0: unknown), and whether it is erased.
// params: ids LIST<STRING>, after STRING
// returns: people LIST<STRING>, days LIST<INTEGER>, erased LIST<BOOLEAN>, last STRING
//
// `ids` null: the next page of the whole graph; `last` is where the one after it begins, null on the last.
CALL () {
  WITH 1 AS whole
  WHERE $ids IS NULL
  MATCH (p:Person)
  WHERE p.id > $after
  RETURN p
  ORDER BY p.id
  LIMIT 50000
  UNION
  UNWIND $ids AS id
  MATCH (p:Person {id: id})
  RETURN p
}
WITH collect(p) AS page
WITH page, CASE WHEN $ids IS NULL AND size(page) = 50000 THEN page[-1].id END AS last
CALL (page) {
  UNWIND page AS p
  MATCH (p)-[:HAS_BIRTH]->(b:Birth)
  WITH p.id AS person, coalesce(duration.inDays(date({year: 1, month: 1, day: 1}), b.born_on).days + 1, 0) AS day,
    coalesce(b.sealed, false) OR b.erased_at IS NOT NULL AS gone
  ORDER BY person, day, gone
  RETURN collect(person) AS people, collect(day) AS days, collect(gone) AS erased
}
RETURN people, days, erased, last
ORDER BY last
LIMIT 1
