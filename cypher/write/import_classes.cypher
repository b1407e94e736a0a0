// Access classes first seen by an import.
// params: rows LIST<MAP>
// returns: none
UNWIND $rows AS row
MERGE (c:AccessClass {key: row.key})
SET c += row
