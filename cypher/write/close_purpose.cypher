// Closes a purpose of this user at once, and says that one was closed; no row when there is none that is open.
// params: id STRING, user STRING, closed_at DATETIME
// returns: id STRING
MATCH (u:Purpose {id: $id, user: $user})
WHERE u.closed_at IS NULL
SET u.closed_at = $closed_at
MERGE (r:Revision {id: 'purposes'})
SET r.n = coalesce(r.n, 0) + 1
RETURN u.id AS id
