// What was questioned: about some statements, or all that an agency must answer and that one user raised.
// params: statements LIST<STRING>, owner STRING, by STRING
// returns: id STRING, kind STRING, state STRING, statement STRING, label STRING, owner STRING, people LIST<STRING>, by STRING,
// said_as STRING, said_by STRING, questioned STRING, why STRING, would_be STRING, asked_on DATE, due_on DATE,
// answered_on DATE, answered_at DATETIME, reason STRING, replaced_by STRING
CALL () {
  MATCH (c:Contest)
  WHERE c.statement IN $statements
  RETURN c
  UNION
  MATCH (c:Contest {owner: $owner})
  RETURN c
  UNION
  MATCH (c:Contest {by: $by})
  RETURN c
}
RETURN c.id AS id, c.kind AS kind, c.state AS state, c.statement AS statement, c.label AS label, c.owner AS owner,
  c.people AS people, c.by AS by, c.said_as AS said_as, c.said_by AS said_by, c.questioned AS questioned, c.why AS why,
  c.would_be AS would_be, c.asked_on AS asked_on, c.due_on AS due_on, c.answered_on AS answered_on,
  c.answered_at AS answered_at, c.reason AS reason, c.replaced_by AS replaced_by
ORDER BY due_on, id
LIMIT 10000
