// For `policy explain`: the class of one statement of a label, and whom it is about. Never part of an answer.
// params: label STRING, id STRING
// returns: cls INTEGER, case_id STRING, type STRING, agency STRING, parties LIST<STRING>, people LIST<STRING>
MATCH (n:$($label) {id: $id})
RETURN coalesce(n.cls, -1) AS cls, n.case_id AS case_id, n.type AS type, n.agency AS agency,
  coalesce(n.parties, []) AS parties,
  CASE WHEN n:Person THEN [n.id] ELSE COLLECT { MATCH (n)--(p:Person) RETURN DISTINCT p.id AS id ORDER BY id LIMIT 100 } END AS people
ORDER BY cls
LIMIT 1
