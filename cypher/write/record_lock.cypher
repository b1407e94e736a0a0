// Raises the revision, so that writers follow one another, and finds what the same request came to before.
// params: key STRING, digest STRING, answer STRING, token STRING, at DATETIME
// returns: mutation STRING, digest STRING, payload STRING
//
// The change record begins empty: what is sent again touches nobody, and record_receipt says whom the new touches.
// What is sent again is told under an id of its own in the audit log; the receipt keeps every id that told of it.
MERGE (r:Revision {id: 'graph'})
SET r.n = coalesce(r.n, 0) + 1
CREATE (:Change {n: r.n, token: $token, people: [], groups: [], all: false, news: [], at: $at})
WITH r
MATCH (t:Receipt {key: $key})
SET t.answers = CASE
  WHEN t.digest <> $digest OR $answer IN t.answers THEN t.answers
  ELSE coalesce(t.answers, []) + $answer END
RETURN t.mutation AS mutation, t.digest AS digest, t.payload AS payload
