// Leaves the pairs whose protective fact is about to be purged, and what a safety reviewer settled stays settled.
// params: rows LIST<MAP>, gone LIST<STRING>, on DATE
// returns: records LIST<STRING>
//
// A pair is left between the records that the fact was said of, as `record` says where it is another fact's: merge_settle
// puts it where `records`, those that are merged, are now, and a split back.
UNWIND $rows AS row
MATCH (a:Person {id: row.a})
MATCH (b:Person {id: row.b})
WITH row, a, b, COLLECT {
  MATCH (a)-[o:HARMED|WITNESS_AGAINST|LIVE_CONFLICT_WITH|SUPPORTS|INVOLVED_IN|APART {id: row.old}]-()
  RETURN CASE WHEN startNode(o) = a THEN o.start_record ELSE o.end_record END
} AS of_a, COLLECT {
  MATCH (b)-[o:HARMED|WITNESS_AGAINST|LIVE_CONFLICT_WITH|SUPPORTS|APART {id: row.old}]-()
  RETURN CASE WHEN endNode(o) = b AND a <> b THEN o.end_record ELSE o.start_record END
} AS of_b
WITH row, a, b, coalesce(head(of_a), row.a) AS one, coalesce(row.record, head(of_b), row.b) AS other
MATCH (s:Person {id: one})
MATCH (e:Person {id: other})
MERGE (s)-[r:APART {id: row.id}]->(e)
ON CREATE SET r.reach = row.reach, r.since = $on
WITH a, b, row, [id IN [one, other] WHERE NOT id IN [row.a, row.b]] AS merged
CALL (a, b, row) {
  UNWIND [a, b] AS one
  MATCH (one)-[c:SCREENED_FOR]->()
  WHERE row.old IN c.settles
  SET c.settles = [id IN c.settles WHERE NOT id IN $gone AND id <> row.id] + row.id
}
UNWIND CASE WHEN merged = [] THEN [null] ELSE merged END AS record
RETURN collect(DISTINCT record) AS records
