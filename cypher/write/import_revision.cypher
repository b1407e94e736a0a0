// Raises the graph's revision by one: everything kept from before is stale.
// params: none
// returns: none
MERGE (r:Revision {id: 'graph'})
SET r.n = coalesce(r.n, 0) + 1
