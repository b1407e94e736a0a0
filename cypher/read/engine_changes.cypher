// The graph's revision, how often a purpose was closed, the tokens of the change records that were and are the newest, and what changed between them.
// params: since INTEGER, most INTEGER
// returns: revision INTEGER, closed INTEGER, then STRING, token STRING, numbers LIST<INTEGER>, everything BOOLEAN,
//   people LIST<LIST<STRING>>, groups LIST<LIST<STRING>>
WITH coalesce(head(COLLECT { MATCH (r:Revision {id: 'graph'}) RETURN r.n }), 0) AS revision
WITH revision, COLLECT {
  MATCH (c:Change)
  WHERE c.n >= $since AND c.n <= revision
  RETURN c
  ORDER BY c.n
  LIMIT $most
} AS found
WITH revision, found, [c IN found WHERE c.n > $since] AS changes
RETURN revision, coalesce(head(COLLECT { MATCH (r:Revision {id: 'purposes'}) RETURN r.n }), 0) AS closed,
  coalesce(head([c IN found WHERE c.n = $since | c.token]), '') AS then,
  coalesce(head([c IN found WHERE c.n = revision | c.token]), '') AS token, [c IN changes | c.n] AS numbers,
  any(c IN changes WHERE coalesce(c.all, true)) AS everything, [c IN changes | coalesce(c.people, [])] AS people,
  [c IN changes | coalesce(c.groups, [])] AS groups
ORDER BY revision
LIMIT 1
