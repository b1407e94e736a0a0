// notices: ties NOTIFIED_FOR of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:NOTIFIED_FOR {id: row[0], row_hash: row[3], cls: row[4], sealed_case_id: row[5], sent_at: date(row[6]), language: row[7],
  exception: row[8], approved_by: row[9], compartment: row[10], owner: row[11], sensitivity: row[12],
  sharing: row[13], case_id: row[14], sources: row[15], stated_by: row[16], stated_as: row[17],
  stated_at: date(row[18]), valid_from: date(row[19]), valid_to: date(row[20]),
  recorded_at: coalesce(datetime(row[21]), $now), verification: row[22], contested_at: date(row[23]),
  sealed: row[24]}]->(b)
