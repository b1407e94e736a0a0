// The graph's revision and the token of its change record, empty where somebody wrote without one.
// params: none
// returns: revision INTEGER, token STRING
WITH coalesce(head(COLLECT { MATCH (r:Revision {id: 'graph'}) RETURN r.n }), 0) AS revision
RETURN revision, coalesce(head(COLLECT { MATCH (c:Change {n: revision}) RETURN c.token }), '') AS token
ORDER BY revision
LIMIT 1
