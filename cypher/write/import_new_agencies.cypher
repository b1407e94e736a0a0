// agencies: nodes Agency of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
CREATE (n:Agency {id: row[0], row_hash: row[1], name: row[2], sector: row[3]})
