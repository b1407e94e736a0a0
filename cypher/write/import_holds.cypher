// holds: nodes Hold of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MERGE (n:Hold {id: row[0]})
WITH n, row
WHERE coalesce(n.cls, 1) > 0 OR row[2] = 0
SET n += {row_hash: row[1], cls: row[2], sealed_case_id: row[3], person: row[4], for_person: row[5], placed_by: row[6],
  placed_on: date(row[7]), ends_on: date(row[8]), reason: row[9], ended_by: coalesce(row[10], n.ended_by),
  compartment: row[11], owner: row[12], sensitivity: row[13], sharing: row[14], case_id: row[15],
  sources: row[16], stated_by: row[17], stated_as: row[18], stated_at: date(row[19]),
  valid_from: date(row[20]),
  valid_to: CASE WHEN n.ended_here IS NOT NULL OR n.replaced_by IS NOT NULL
    THEN n.valid_to ELSE date(row[21]) END,
  recorded_at: coalesce(datetime(row[22]), n.recorded_at, $now), verification: row[23],
  contested_at: coalesce(date(row[24]), n.contested_at), sealed: row[25]}
WITH n, row
CALL (n, row) { MATCH (n)<-[old:HELD_BY]-(o) WHERE o.id <> coalesce(row[4], '') DELETE old }
CALL (n, row) { MATCH (o:Person {id: row[4]}) WHERE NOT EXISTS { (n)<-[:HELD_BY]-() } CREATE (n)<-[:HELD_BY]-(o) }
WITH n, row
CALL (n, row) { MATCH (n)-[old:HOLD_FOR]->(o) WHERE o.id <> coalesce(row[5], '') DELETE old }
CALL (n, row) { MATCH (o:Person {id: row[5]}) WHERE NOT EXISTS { (n)-[:HOLD_FOR]->() } CREATE (n)-[:HOLD_FOR]->(o) }
