// Raises the revision, so that writers follow one another, and finds what the same request came to before.
// params: key STRING, token STRING, at DATETIME
// returns: mutation STRING, digest STRING, payload STRING
//
// The change record begins empty: what is sent again touches nobody, and record_receipt says whom the new touches.
MERGE (r:Revision {id: 'graph'})
SET r.n = coalesce(r.n, 0) + 1
CREATE (:Change {n: r.n, token: $token, people: [], groups: [], all: false, news: [], at: $at})
WITH r
MATCH (t:Receipt {key: $key})
RETURN t.mutation AS mutation, t.digest AS digest, t.payload AS payload
