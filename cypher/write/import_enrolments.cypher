// enrolments: nodes Enrolment of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MERGE (n:Enrolment {id: row[0]})
WITH n, row
WHERE coalesce(n.cls, 1) > 0 OR row[2] = 0
SET n += {row_hash: row[1], cls: row[2], sealed_case_id: row[3], person: row[4], status: row[5],
  enrolled_on: date(row[6]), lead_agency: row[7], next_action: row[8], next_action_due: date(row[9]),
  compartment: row[10], owner: row[11], sensitivity: row[12], sharing: row[13], case_id: row[14],
  sources: row[15], stated_by: row[16], stated_as: row[17], stated_at: date(row[18]),
  valid_from: date(row[19]),
  valid_to: CASE WHEN n.ended_here IS NOT NULL OR n.replaced_by IS NOT NULL
    THEN n.valid_to ELSE date(row[20]) END,
  recorded_at: coalesce(datetime(row[21]), n.recorded_at, $now), verification: row[22],
  contested_at: coalesce(date(row[23]), n.contested_at), sealed: row[24]}
WITH n, row
CALL (n, row) { MATCH (n)<-[old:ENROLLED_IN]-(o) WHERE o.id <> coalesce(row[4], '') DELETE old }
CALL (n, row) { MATCH (o:Person {id: row[4]}) WHERE NOT EXISTS { (n)<-[:ENROLLED_IN]-() } CREATE (n)<-[:ENROLLED_IN]-(o) }
WITH n, row
CALL (n, row) { MATCH (n)-[old:LED_BY]->(o) WHERE o.id <> coalesce(row[7], '') DELETE old }
CALL (n, row) { MATCH (o:Agency {id: row[7]}) WHERE NOT EXISTS { (n)-[:LED_BY]->() } CREATE (n)-[:LED_BY]->(o) }
