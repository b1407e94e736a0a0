// Keeps what somebody questions about a statement, and freezes the statement where it is contested.
// params: element STRING, freeze BOOLEAN, id STRING, kind STRING, statement STRING, label STRING, owner STRING,
// people LIST<STRING>, group STRING, by STRING, said_as STRING, said_by STRING, questioned STRING, why STRING,
// would_be STRING, due_on DATE, today DATE, now DATETIME
// returns: contested_on DATE
//
// `before` is what a rejection goes back to: the day of a doubt that did not come by a contest, or none. `contest` is
// copied where a tie is restated, so that a doubt ends in all that was said again under it.
CALL () {
  MATCH (s) WHERE elementId(s) = $element
  RETURN s
  UNION ALL
  MATCH ()-[s]->() WHERE elementId(s) = $element
  RETURN s
}
WITH s, head(COLLECT {
  MATCH (o:Contest {statement: $statement, label: $label, kind: 'CONTEST', state: 'OPEN'})
  RETURN o ORDER BY o.asked_at, o.id LIMIT 1
}) AS earlier
CREATE (c:Contest {id: $id, kind: $kind, state: 'OPEN', statement: $statement, label: $label, owner: $owner,
  people: $people, group: $group, by: $by, said_as: $said_as, said_by: $said_by, questioned: $questioned, why: $why,
  would_be: $would_be, asked_on: $today, asked_at: $now, due_on: $due_on, stated_by: s.stated_by,
  before: CASE WHEN earlier IS NULL THEN s.contested_at ELSE earlier.before END})
SET s.contested_at = CASE WHEN $freeze THEN coalesce(s.contested_at, $today) ELSE s.contested_at END,
  s.contest = CASE WHEN $freeze THEN $label + '|' + $statement ELSE s.contest END
RETURN s.contested_at AS contested_on
