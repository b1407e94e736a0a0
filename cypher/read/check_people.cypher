// Which of these people are on file at all: for a safety reviewer, who decides about hidden facts.
// params: ids LIST<STRING>
// returns: id STRING
MATCH (p:Person)
WHERE p.id IN $ids
RETURN p.id AS id
ORDER BY id
LIMIT 1000
