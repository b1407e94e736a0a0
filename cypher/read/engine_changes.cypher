// The graph's revision, the token of the change that was the newest, and what changed since: it keeps the arrays true.
// params: since INTEGER, most INTEGER
// returns: revision INTEGER, token STRING, numbers LIST<INTEGER>, everything BOOLEAN, people LIST<STRING>,
//   groups LIST<STRING>, newest STRING
WITH head(COLLECT { MATCH (r:Revision {id: 'graph'}) RETURN coalesce(r.n, 0) }) AS revision
WITH coalesce(revision, 0) AS revision
WITH revision, head(COLLECT { MATCH (c:Change {n: $since}) RETURN c.token }) AS token, COLLECT {
  MATCH (c:Change)
  WHERE c.n > $since AND c.n <= revision
  RETURN c ORDER BY c.n LIMIT $most
} AS changes
RETURN revision, coalesce(token, '') AS token, [c IN changes | c.n] AS numbers, any(c IN changes WHERE c.all) AS everything,
  reduce(found = [], c IN changes | found + c.people) AS people,
  reduce(found = [], c IN changes | found + c.groups) AS groups,
  head([c IN changes WHERE c.n = revision | c.token] + [CASE WHEN revision = $since THEN coalesce(token, '') END] + ['']) AS newest
ORDER BY revision
LIMIT 1
