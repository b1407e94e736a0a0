// Every tie of parent and child, so that an import makes nobody their own ancestor.
// params: roles LIST<STRING>
// returns: ids LIST<STRING>, relatives LIST<STRING>, people LIST<STRING>, roles_said LIST<STRING>
MATCH (a:Person)-[r:KIN_OF]->(b:Person)
WHERE r.role IN $roles AND r.verification <> 'DISPROVEN' AND r.stood_until IS NULL
WITH r.id AS id, a.id AS relative, b.id AS person, r.role AS role
ORDER BY id
RETURN collect(id) AS ids, collect(relative) AS relatives, collect(person) AS people, collect(role) AS roles_said
ORDER BY ids
LIMIT 1
