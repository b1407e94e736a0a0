// For `policy explain`: the class of one tie of a type, and whom it is about. Never part of an answer.
// params: label STRING, id STRING
// returns: cls INTEGER, case_id STRING, people LIST<STRING>
MATCH (a)-[r:$($label) {id: $id}]->(b)
RETURN coalesce(r.cls, -1) AS cls, r.case_id AS case_id, [n IN [a, b] WHERE n:Person | n.id] AS people
ORDER BY cls
LIMIT 1
