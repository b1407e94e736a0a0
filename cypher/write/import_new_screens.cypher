// screens: ties SCREENED_FOR of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row[1]})
MATCH (b:Person {id: row[2]})
CREATE (a)-[:SCREENED_FOR {id: row[0], row_hash: row[3], mode: row[4], result: row[5], `by`: row[6], `at`: date(row[7]), answers: row[8]}]->(b)
