// Who is kept from whose plan by belonging to one of these people's groups: pairs that a purge of these affiliations would free.
// params: rows LIST<MAP>
// returns: a STRING, b STRING, id STRING, record STRING
//
// A witness against one member is kept from every member (line 6); without the affiliation nobody would know why.
// `record`: which record of `b` that affiliation was said of, where it is merged now.
UNWIND $rows AS row
MATCH (x:Person {id: row.person})-[s:AFFILIATED_WITH {id: row.id}]->()<-[t:AFFILIATED_WITH]-(y:Person)
WHERE y <> x
UNWIND [{against: x, me: y, record: t.start_record}, {against: y, me: x, record: s.start_record}] AS pair
WITH DISTINCT pair.against AS against, pair.me AS me, pair.record AS record
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
WITH r, me, id, record
WHERE r <> me
RETURN DISTINCT r.id AS a, me.id AS b, id, record
ORDER BY a, b, id, record
LIMIT 1000000
