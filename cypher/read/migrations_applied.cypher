// The migrations that this graph has had, for the runner that applies the rest.
// params: none
// returns: number INTEGER, name STRING, checksum STRING, applied_at DATETIME
MATCH (m:Migration)
RETURN m.number AS number, m.name AS name, m.checksum AS checksum, m.appliedAt AS applied_at
ORDER BY number
LIMIT 10000
