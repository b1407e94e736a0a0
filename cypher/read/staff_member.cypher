// The asker's own account and agency, and whether a purpose of hers is still open; also for tokens of demo and tests.
// params: staff_id STRING, handle_id STRING
// returns: id STRING, name STRING, roles LIST<STRING>, agency_id STRING, agency_name STRING, sector STRING,
// purpose_open BOOLEAN
MATCH (u:Staff {id: $staff_id})-[:WORKS_FOR]->(a:Agency)
RETURN u.id AS id, u.name AS name, u.roles AS roles, a.id AS agency_id, a.name AS agency_name, a.sector AS sector,
  EXISTS { MATCH (o:Purpose {id: $handle_id, user: $staff_id}) WHERE o.closed_at IS NULL } AS purpose_open
ORDER BY id, agency_id
LIMIT 1
