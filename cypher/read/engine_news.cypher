// The graph's revision, the token of one change record, and what those after it are to whoever subscribes, in order.
// params: since INTEGER, most INTEGER
// returns: revision INTEGER, then STRING, numbers LIST<INTEGER>, tokens LIST<STRING>, news LIST<LIST<STRING>>
//
// A record without news holds null: whoever wrote it did not say.
WITH coalesce(head(COLLECT { MATCH (r:Revision {id: 'graph'}) RETURN r.n }), 0) AS revision
WITH revision, COLLECT {
  MATCH (c:Change)
  WHERE c.n >= $since AND c.n <= revision
  RETURN c
  ORDER BY c.n
  LIMIT $most
} AS found
WITH revision, found, [c IN found WHERE c.n > $since] AS changes
RETURN revision, coalesce(head([c IN found WHERE c.n = $since | c.token]), '') AS then, [c IN changes | c.n] AS numbers,
  [c IN changes | coalesce(c.token, '')] AS tokens, [c IN changes | c.news] AS news
ORDER BY revision
LIMIT 1
