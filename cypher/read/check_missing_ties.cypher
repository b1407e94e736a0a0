// Relationships of one type that miss a required field, for `graphsvc check`; names the fields, never their values.
// params: label STRING, required LIST<STRING>
// returns: id STRING, missing LIST<STRING>
MATCH ()-[r:$($label)]->()
WITH r.id AS id, [name IN $required WHERE r[name] IS NULL] AS missing
WHERE size(missing) > 0
RETURN id, missing
ORDER BY id
LIMIT 10000
