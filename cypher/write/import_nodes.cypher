// Nodes of one label, made or changed; null clears a property.
// params: label STRING, rows LIST<MAP>
// returns: none
UNWIND $rows AS row
MERGE (n:$($label) {id: row.id})
SET n += row.properties
