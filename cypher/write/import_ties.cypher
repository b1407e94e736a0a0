// Ties of one type, made or changed; null clears a property.
// params: type STRING, from_label STRING, to_label STRING, rows LIST<MAP>
// returns: none
UNWIND $rows AS row
MATCH (a:$($from_label) {id: row.from_id})
MATCH (b:$($to_label) {id: row.to_id})
MERGE (a)-[r:$($type) {id: row.id}]->(b)
SET r += row.properties
