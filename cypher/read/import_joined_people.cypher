// Whom ties of a type join, and which people nodes of a label are linked to, as they are before a batch changes them.
// params: label STRING, ids LIST<STRING>
// returns: people LIST<STRING>
CALL () {
  UNWIND $ids AS wanted
  MATCH (a)-[r:$($label) {id: wanted}]->(b)
  UNWIND [a, b] AS p
  WITH p WHERE p:Person
  RETURN p
  UNION
  UNWIND $ids AS wanted
  MATCH (n:$($label) {id: wanted})--(p:Person)
  RETURN p
}
RETURN collect(DISTINCT p.id) AS people
