// Closes a purpose of this user at once; no row when there is none that is open.
// params: id STRING, user STRING, closed_at DATETIME
// returns: id STRING
MATCH (u:Purpose {id: $id, user: $user})
WHERE u.closed_at IS NULL
SET u.closed_at = $closed_at
RETURN u.id AS id
