// Pairs of people already compared, whatever was decided: linkage never asks twice.
// params: none
// returns: firsts LIST<STRING>, seconds LIST<STRING>
MATCH (a:Person)-[r:POSSIBLY_SAME_AS]->(b:Person)
WITH a.id AS first, b.id AS second, r.id AS id
ORDER BY id
RETURN collect(first) AS firsts, collect(second) AS seconds
ORDER BY firsts
LIMIT 1
