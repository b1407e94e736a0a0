// Raises the revision, so that writers follow one another, and finds what the same request came to before.
// params: key STRING
// returns: mutation STRING, digest STRING, payload STRING
MERGE (r:Revision {id: 'graph'})
SET r.n = coalesce(r.n, 0) + 1
WITH r
MATCH (t:Receipt {key: $key})
RETURN t.mutation AS mutation, t.digest AS digest, t.payload AS payload
