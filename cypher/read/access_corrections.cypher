// What was stated in the place of some records of a label or ties of a type that are not sealed.
// params: label STRING, ids LIST<STRING>
// returns: id STRING
//
// What is sealed by now keeps what stands in its place: whoever sealed it so put that there.
CALL () {
  UNWIND $ids AS wanted
  MATCH (s:$($label) {id: wanted})--(:Person)--(n:$($label))
  WHERE n.corrects = wanted AND NOT coalesce(s.sealed, false)
  RETURN DISTINCT n
  UNION
  UNWIND $ids AS wanted
  MATCH (a)-[s:$($label) {id: wanted}]->(b)
  MATCH (a)-[n:$($label)]->(b)
  WHERE n.corrects = wanted AND NOT coalesce(s.sealed, false)
  RETURN DISTINCT n
}
RETURN n.id AS id
ORDER BY id
LIMIT 10000
