// Puts every tie of some records at the person they are now, or back at the record that it was said of.
// params: records LIST<STRING>, today DATE
// returns: groups LIST<STRING>
//
// A tie keeps all that it says, its class and its id. `start_record` and `end_record` say where it came from, for as long
// as it is elsewhere. What stands between two records of one person stays where it was said.
CALL () {
  UNWIND $records AS id
  MATCH (:Person {id: id})-[r]-()
  WHERE type(r) <> 'MERGED_INTO'
  RETURN DISTINCT r
}
WITH r, coalesce(head(COLLECT { MATCH (o:Person {id: r.start_record}) RETURN o }), startNode(r)) AS s,
  coalesce(head(COLLECT { MATCH (o:Person {id: r.end_record}) RETURN o }), endNode(r)) AS e
WITH r, s, e,
  head(COLLECT { MATCH (s)-[:MERGED_INTO*0..20]->(o) WHERE NOT EXISTS { (o)-[:MERGED_INTO]->() } RETURN o }) AS one,
  head(COLLECT { MATCH (e)-[:MERGED_INTO*0..20]->(o) WHERE NOT EXISTS { (o)-[:MERGED_INTO]->() } RETURN o }) AS other
WITH r, s, e, one = other AND s <> e AS within, one, other
WITH r, s, e, CASE WHEN within THEN s ELSE one END AS a, CASE WHEN within THEN e ELSE other END AS b
WHERE a <> startNode(r) OR b <> endNode(r)
WITH s, e, a, b, r, type(r) AS kind, properties(r) AS told
DELETE r
WITH s, e, a, b, kind, told
CREATE (a)-[n:$(kind)]->(b)
SET n = told
SET n.start_record = CASE WHEN a = s THEN null ELSE s.id END, n.end_record = CASE WHEN b = e THEN null ELSE e.id END,
  n.moved_on = CASE WHEN a = s AND b = e THEN null ELSE $today END
RETURN collect(DISTINCT CASE WHEN b:Household THEN 'household:' + b.id WHEN b:Gang THEN 'gang:' + b.id END) AS groups
