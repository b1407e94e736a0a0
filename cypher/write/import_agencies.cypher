// agencies: nodes Agency of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
MERGE (n:Agency {id: row[0]})
SET n += {row_hash: row[1], name: row[2], sector: row[3]}
