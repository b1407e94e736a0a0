// Whom nodes of one label are about, as relationships that reach them.
// params: label STRING, type STRING, other STRING, rows LIST<MAP>
// returns: none
UNWIND $rows AS row
MATCH (n:$($label) {id: row.id})
MATCH (o:$($other) {id: row.other})
MERGE (o)-[:$($type)]->(n)
