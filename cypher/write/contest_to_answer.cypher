// One contest, as it was raised.
// params: id STRING
// returns: id STRING, kind STRING, state STRING, statement STRING, label STRING, owner STRING, people LIST<STRING>,
// group STRING, by STRING, stated_by STRING
MATCH (c:Contest {id: $id})
RETURN c.id AS id, c.kind AS kind, c.state AS state, c.statement AS statement, c.label AS label, c.owner AS owner,
  c.people AS people, c.group AS group, c.by AS by, c.stated_by AS stated_by
