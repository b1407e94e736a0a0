// Whether a case is open: an officer's duty to a family rests on an open event.
// params: case_id STRING, today DATE
// returns: open BOOLEAN
MATCH (c:Case {id: $case_id})
RETURN c.closed_on IS NULL OR c.closed_on >= $today AS open
ORDER BY open
LIMIT 1
