// assessments: ties ASSESSED_FOR of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:ASSESSED_FOR {id: row[0], row_hash: row[3], cls: row[4], sealed_case_id: row[5], willingness: row[6], roles: row[7],
  capacity: row[8], limits: row[9], language: row[10], interpreter_needed: row[11],
  interpreter_arranged: row[12], travel_minutes: row[13], last_in_person: date(row[14]),
  supports_given: row[15], protective_offers: row[16], named_by_family: row[17], wait: row[18],
  ask_again_on: date(row[19]), agreed_to_be_asked: row[20], compartment: row[21], owner: row[22],
  sensitivity: row[23], sharing: row[24], case_id: row[25], sources: row[26], stated_by: row[27],
  stated_as: row[28], stated_at: date(row[29]), valid_from: date(row[30]), valid_to: date(row[31]),
  recorded_at: coalesce(datetime(row[32]), $now), verification: row[33], contested_at: date(row[34]),
  sealed: row[35]}]->(b)
