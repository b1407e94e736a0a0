// Deletes some of the change records before a revision, the oldest first; says how many went.
// params: before INTEGER, rows INTEGER, since DATETIME
// returns: gone INTEGER
//
// One stays while the next is younger than `since`: a cursor given in between names it.
MATCH (c:Change)
WHERE c.n < $before AND ($since IS NULL OR NOT EXISTS {
  MATCH (d:Change {n: c.n + 1})
  WHERE d.at >= $since
})
WITH c
ORDER BY c.n
LIMIT $rows
DELETE c
RETURN count(c) AS gone
