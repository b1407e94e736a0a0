// The asker's own account and agency, for `viewer` and for tokens of the demo and the tests.
// params: staff_id STRING
// returns: id STRING, name STRING, roles LIST<STRING>, agency_id STRING, agency_name STRING, sector STRING
MATCH (u:Staff {id: $staff_id})-[:WORKS_FOR]->(a:Agency)
RETURN u.id AS id, u.name AS name, u.roles AS roles, a.id AS agency_id, a.name AS agency_name, a.sector AS sector
ORDER BY id, agency_id
LIMIT 1
