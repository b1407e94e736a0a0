// Deletes some of the change records before a revision, the oldest first; says how many went.
// params: before INTEGER, rows INTEGER
// returns: gone INTEGER
MATCH (c:Change)
WHERE c.n < $before
WITH c
ORDER BY c.n
LIMIT $rows
DELETE c
RETURN count(c) AS gone
