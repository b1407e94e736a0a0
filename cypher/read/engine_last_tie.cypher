// The highest of the numbers that the server gave to ties, of whatever type, -1 where there are none: how far a load reads.
// params: none
// returns: number INTEGER
MATCH ()-[t]->()
RETURN coalesce(max(id(t)), -1) AS number
ORDER BY number
LIMIT 1
