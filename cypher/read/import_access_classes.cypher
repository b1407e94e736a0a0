// Every access class by key, so that an import asks for a number only for those that are new.
// params: none
// returns: key STRING, id INTEGER
MATCH (c:AccessClass)
RETURN c.key AS key, c.id AS id
ORDER BY id
LIMIT 1000000
