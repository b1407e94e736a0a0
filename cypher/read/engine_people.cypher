// The keys of people after an id, in the order of their ids, as columns: they fill the arrays, and no answer.
// params: after STRING, rows INTEGER
// returns: id LIST<STRING>, node LIST<INTEGER>
MATCH (p:Person)
WHERE p.id > $after
WITH p
ORDER BY p.id
LIMIT $rows
RETURN collect(p.id) AS id, collect(id(p)) AS node
