// The contests that were answered, for the agencies that had received the statement before.
// params: none
// returns: id STRING, statement STRING, label STRING, owner STRING, state STRING, answered_on DATE, answered_at DATETIME, replaced_by STRING
MATCH (c:Contest)
WHERE c.answered_at IS NOT NULL
RETURN c.id AS id, c.statement AS statement, c.label AS label, c.owner AS owner, c.state AS state,
  c.answered_on AS answered_on, c.answered_at AS answered_at, c.replaced_by AS replaced_by
ORDER BY answered_at DESC, id
LIMIT 100000
