// Keeps what a request came to and at which revision, so that sending it again changes nothing, and whom it touched.
// params: key STRING, mutation STRING, digest STRING, payload STRING, user STRING, at DATETIME, people LIST<STRING>,
// groups LIST<STRING>, all BOOLEAN, news LIST<STRING>
// returns: none
//
// A draft of the same form has served its turn.
MATCH (r:Revision {id: 'graph'})
CREATE (t:Receipt {key: $key, mutation: $mutation, digest: $digest, payload: $payload, user: $user, at: $at, revision: r.n})
WITH r
MATCH (c:Change {n: r.n})
SET c.people = $people, c.groups = $groups, c.all = $all, c.news = $news
WITH c
MATCH (d:Draft {key: $key})
DELETE d
