// people: nodes Person of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
CREATE (n:Person {id: row[0]})
