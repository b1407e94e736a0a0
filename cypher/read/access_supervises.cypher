// Whether somebody supervises a user: whose answers she may review.
// params: user STRING, asker STRING
// returns: supervises BOOLEAN
RETURN EXISTS { MATCH (:Staff {id: $user})-[:SUPERVISED_BY]->(:Staff {id: $asker}) } AS supervises
ORDER BY supervises
LIMIT 1
