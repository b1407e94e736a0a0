// Who is kept from whose plan by belonging to one of these people's groups: pairs that a purge of these affiliations would free.
// params: rows LIST<MAP>
// returns: a STRING, b STRING, id STRING
//
// A witness against one member is kept from every member (line 6); without the affiliation nobody would know why.
UNWIND $rows AS row
MATCH (x:Person {id: row.person})-[:AFFILIATED_WITH {id: row.id}]->()<-[:AFFILIATED_WITH]-(y:Person)
WHERE y <> x
UNWIND [{against: x, me: y}, {against: y, me: x}] AS pair
WITH DISTINCT pair.against AS against, pair.me AS me
CALL (against) {
  MATCH (r:Person)-[w:WITNESS_AGAINST]->(against)
  RETURN r, w.id AS id
  UNION
  MATCH (r:Person)-[w:APART {reach: 'GROUP'}]-(against)
  RETURN r, w.id AS id
  UNION
  MATCH (r:Person)-[v:INVOLVED_IN]->(:Incident)<-[w:INVOLVED_IN]-(against)
  WHERE v.role IN ['VICTIM', 'WITNESS'] AND w.role IN ['SUSPECT', 'DEFENDANT', 'ADVERSE', 'ARRESTEE'] AND r <> against
  RETURN r, v.id AS id
}
WITH r, me, id
WHERE r <> me
RETURN DISTINCT r.id AS a, me.id AS b, id
ORDER BY a, b, id
LIMIT 1000000
