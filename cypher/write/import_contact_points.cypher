// contact_points: nodes ContactPoint of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MERGE (n:ContactPoint {id: row[0]})
WITH n, row
WHERE coalesce(n.cls, 1) > 0 OR row[2] = 0
SET n += {row_hash: row[1], cls: row[2], sealed_case_id: row[3], person: row[4], kind: row[5], value: row[6],
  label: row[7], shared_with: row[8], answers_usually: row[9], best_times: row[10], time_zone: row[11],
  language: row[12], interpreter: row[13], may_leave_message: row[14], may_say_who_calls: row[15],
  may_text: row[16], verified_by: row[17], verified_at: date(row[18]), last_reached_at: date(row[19]),
  compartment: row[20], owner: row[21], sensitivity: row[22], sharing: row[23], case_id: row[24],
  sources: row[25], stated_by: row[26], stated_as: row[27], stated_at: date(row[28]),
  valid_from: date(row[29]),
  valid_to: CASE WHEN n.ended_here IS NOT NULL OR n.replaced_by IS NOT NULL
    THEN n.valid_to ELSE date(row[30]) END,
  recorded_at: coalesce(datetime(row[31]), n.recorded_at, $now), verification: row[32],
  contested_at: coalesce(date(row[33]), n.contested_at), sealed: row[34]}
WITH n, row
CALL (n, row) { MATCH (n)<-[old:REACHED_AT]-(o) WHERE o.id <> coalesce(row[4], '') DELETE old }
CALL (n, row) { MATCH (o:Person {id: row[4]}) WHERE NOT EXISTS { (n)<-[:REACHED_AT]-() } CREATE (n)<-[:REACHED_AT]-(o) }
