// Leaves pairs apart whom a protective row that a batch changes stood between, until a safety reviewer decides.
// params: rows LIST<MAP>, today DATE
// returns: none
UNWIND $rows AS row
MATCH (a:Person {id: row.a})
MATCH (b:Person {id: row.b})
CREATE (a)-[:APART {id: row.id, reach: 'SELF', since: $today}]->(b)
