// affiliations: ties AFFILIATED_WITH of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>, now DATETIME
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row[1]})
MATCH (b:Gang {id: row[2]})
CREATE (a)-[:AFFILIATED_WITH {id: row[0], row_hash: row[3], cls: row[4], sealed_case_id: row[5], status: row[6], role: row[7],
  criteria: row[8], evidence: row[9], verified_by: row[10],
  retain_until: date(CASE WHEN date(row[11]) > date($now) + duration({years: 5})
    OR date(row[11]) > date(CASE WHEN row[23] IS NULL OR row[24] > row[23]
      THEN row[24] ELSE row[23] END) + duration({years: 5})
    THEN 'kept too long: ' ELSE '' END + row[11]),
  notice_person_at: date(row[12]), notice_guardian_at: date(row[13]), approved_by: row[14],
  compartment: row[15], owner: row[16], sensitivity: row[17], sharing: row[18], case_id: row[19],
  sources: row[20], stated_by: row[21], stated_as: row[22], stated_at: date(row[23]),
  valid_from: date(row[24]), valid_to: date(row[25]), recorded_at: coalesce(datetime(row[26]), $now),
  verification: row[27], contested_at: date(row[28]), sealed: row[29]}]->(b)
