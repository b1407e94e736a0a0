// case_team: ties ON_TEAM of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
MATCH (a:Staff {id: row[1]})
MATCH (b:Case {id: row[2]})
CREATE (a)-[:ON_TEAM {id: row[0], row_hash: row[3], valid_from: date(row[4]), valid_to: date(row[5])}]->(b)
