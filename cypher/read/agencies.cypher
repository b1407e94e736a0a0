// The agencies at the table, for everybody: they are no facts about people.
// params: none
// returns: id STRING, name STRING, sector STRING
MATCH (a:Agency)
RETURN a.id AS id, a.name AS name, a.sector AS sector
ORDER BY id
LIMIT 1000
