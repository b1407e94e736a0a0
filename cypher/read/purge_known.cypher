// The marks of what a purge under one token deleted before it was cut off, and how many records it left.
// params: token STRING
// returns: ids LIST<STRING>
MATCH (t:Tombstone {token: $token})
RETURN collect(t.id) AS ids
