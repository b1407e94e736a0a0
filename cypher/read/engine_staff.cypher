// The names of staff, whom everybody may know by name: they are kept beside the arrays.
// params: none
// returns: id STRING, name STRING
MATCH (u:Staff)
RETURN u.id AS id, u.name AS name
ORDER BY id
LIMIT 2000000
