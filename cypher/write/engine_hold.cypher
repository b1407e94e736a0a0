// Waits until no writer is between raising the revision and its commit, and keeps others waiting until this transaction ends.
// params: none
// returns: revision INTEGER
MERGE (r:Revision {id: 'graph'})
REMOVE r.held
RETURN coalesce(r.n, 0) AS revision
