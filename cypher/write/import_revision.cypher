// Raises the graph's revision by one, so that everything kept from before is stale, and records what was touched.
// params: people LIST<STRING>, groups LIST<STRING>, all BOOLEAN, token STRING
// returns: none
MERGE (r:Revision {id: 'graph'})
SET r.n = coalesce(r.n, 0) + 1
CREATE (:Change {n: r.n, token: $token, people: $people, groups: $groups, all: $all})
