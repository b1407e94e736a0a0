// Records that a migration was applied, once, after its last statement.
// params: number INTEGER, name STRING, checksum STRING, applied_at DATETIME
// returns: number INTEGER
MERGE (m:Migration {number: $number})
ON CREATE SET m.name = $name, m.checksum = $checksum, m.appliedAt = $applied_at
RETURN m.number AS number
