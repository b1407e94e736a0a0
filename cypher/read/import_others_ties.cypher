// Which of the ids ties of a type bear that another agency owns than is said.
// params: label STRING, ids LIST<STRING>, owners LIST<STRING>
// returns: id STRING
WITH $ids AS ids, $owners AS owners
UNWIND range(0, size(ids) - 1) AS at
MATCH ()-[n:$($label) {id: ids[at]}]->()
WHERE n.owner <> owners[at]
RETURN n.id AS id
ORDER BY id
LIMIT 1000000
