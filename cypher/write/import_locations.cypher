// locations: nodes Location of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
MERGE (n:Location {id: row[0]})
