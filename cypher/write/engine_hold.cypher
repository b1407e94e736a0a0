// Waits until no writer is between raising the revision and its commit, and keeps others waiting until this transaction ends.
// params: none
// returns: revision INTEGER
//
// Only a property that is set takes the lock; one that is removed and was not there does not (seen on 2026.08.1).
MERGE (r:Revision {id: 'graph'})
SET r.held = true
RETURN coalesce(r.n, 0) AS revision
