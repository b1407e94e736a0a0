// The number of an access class, given now if nobody had it.
// params: compartment STRING, owner STRING, sensitivity STRING, sharing STRING
// returns: cls INTEGER
WITH $compartment + '|' + $owner + '|' + $sensitivity + '|' + $sharing AS key,
  head(COLLECT { MATCH (c:AccessClass) RETURN coalesce(max(c.id), 0) }) AS highest
MERGE (c:AccessClass {key: key})
ON CREATE SET c.id = highest + 1, c.compartment = $compartment, c.owner = $owner, c.sensitivity = $sensitivity,
  c.sharing = $sharing
RETURN c.id AS cls
