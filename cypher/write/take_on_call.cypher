// Puts a worker on call for a person until a moment; a turn that has not ended yet is no second one.
// params: id STRING, staff_id STRING, person_id STRING, starts_at DATETIME, ends_at DATETIME, reason STRING, note STRING
// returns: id STRING, ends_at DATETIME, taken BOOLEAN, supervisor STRING, supervisor_name STRING
MATCH (s:Staff {id: $staff_id})-[:SUPERVISED_BY]->(b:Staff)
MATCH (p:Person {id: $person_id})
WITH s, p, b ORDER BY b.id LIMIT 1
WITH s, p, b, head(COLLECT {
  MATCH (s)-[c:ON_CALL_FOR]->(p)
  WHERE c.starts_at <= $starts_at AND c.ends_at > $starts_at
  RETURN c ORDER BY c.ends_at DESC, c.id
}) AS before
CALL (s, p, before) {
  WITH s, p, before WHERE before IS NULL
  CREATE (s)-[:ON_CALL_FOR {id: $id, starts_at: $starts_at, ends_at: $ends_at, reason: $reason, note: $note, taken: true}]->(p)
}
RETURN coalesce(before.id, $id) AS id, coalesce(before.ends_at, $ends_at) AS ends_at, before IS NULL AS taken,
  b.id AS supervisor, b.name AS supervisor_name
