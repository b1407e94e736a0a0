// holds: nodes Hold of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
CREATE (n:Hold {id: row[0], row_hash: row[1], cls: row[2], sealed_case_id: row[3], person: row[4], for_person: row[5],
  placed_by: row[6], placed_on: date(row[7]), ends_on: date(row[8]), reason: row[9], ended_by: row[10],
  compartment: row[11], owner: row[12], sensitivity: row[13], sharing: row[14], case_id: row[15],
  sources: row[16], stated_by: row[17], stated_as: row[18], stated_at: date(row[19]),
  valid_from: date(row[20]), valid_to: date(row[21]), recorded_at: coalesce(datetime(row[22]), $now),
  verification: row[23], contested_at: date(row[24]), sealed: row[25]})
WITH n, row
CALL (n, row) { MATCH (o:Person {id: row[4]}) CREATE (n)<-[:HELD_BY]-(o) }
WITH n, row
CALL (n, row) { MATCH (o:Person {id: row[5]}) CREATE (n)-[:HOLD_FOR]->(o) }
