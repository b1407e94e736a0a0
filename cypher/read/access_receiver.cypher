// A worker who may take referrals, and her agency.
// params: staff_id STRING, roles LIST<STRING>
// returns: id STRING, name STRING, agency STRING
MATCH (w:Staff {id: $staff_id})-[:WORKS_FOR]->(a:Agency)
WHERE any(role IN w.roles WHERE role IN $roles)
RETURN w.id AS id, w.name AS name, a.id AS agency
ORDER BY id
LIMIT 1
