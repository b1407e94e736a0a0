// Keeps what a request came to and at which revision, so that sending it again changes nothing, and whom it touched.
// params: key STRING, mutation STRING, digest STRING, answer STRING, payload STRING, user STRING, at DATETIME, people LIST<STRING>,
// groups LIST<STRING>, all BOOLEAN, news LIST<STRING>
// returns: none
//
// A draft of the same form has served its turn. `answers` lead to the entries of the audit log that tell of it.
MATCH (r:Revision {id: 'graph'})
CREATE (t:Receipt {key: $key, mutation: $mutation, digest: $digest, payload: $payload, user: $user, at: $at,
  revision: r.n, answers: [$answer]})
WITH r
MATCH (c:Change {n: r.n})
SET c.people = $people, c.groups = $groups, c.all = $all, c.news = $news
WITH c
MATCH (d:Draft {key: $key})
DELETE d
