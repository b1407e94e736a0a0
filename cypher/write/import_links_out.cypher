// What nodes of one label refer to, as relationships that leave them.
// params: label STRING, type STRING, other STRING, rows LIST<MAP>
// returns: none
UNWIND $rows AS row
MATCH (n:$($label) {id: row.id})
MATCH (o:$($other) {id: row.other})
MERGE (n)-[:$($type)]->(o)
