// alliances: ties ALLIED_WITH of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MATCH (a:Gang {id: row[1]})
MATCH (b:Gang {id: row[2]})
CREATE (a)-[:ALLIED_WITH {id: row[0], row_hash: row[3], cls: row[4], sealed_case_id: row[5], intensity: row[6], basis: row[7],
  reviewed_at: date(row[8]), compartment: row[9], owner: row[10], sensitivity: row[11], sharing: row[12],
  case_id: row[13], sources: row[14], stated_by: row[15], stated_as: row[16], stated_at: date(row[17]),
  valid_from: date(row[18]), valid_to: date(row[19]), recorded_at: coalesce(datetime(row[20]), $now),
  verification: row[21], contested_at: date(row[22]), sealed: row[23]}]->(b)
