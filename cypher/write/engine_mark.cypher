// Gives the graph's revision a change record where it has none, so that a snapshot of it can be told from another database's.
// params: token STRING
// returns: revision INTEGER, token STRING
MERGE (r:Revision {id: 'graph'})
SET r.n = coalesce(r.n, 0)
MERGE (c:Change {n: r.n})
ON CREATE SET c.token = $token, c.people = [], c.groups = [], c.all = true
RETURN r.n AS revision, c.token AS token
