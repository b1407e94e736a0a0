// Keeps what somebody questions about a statement, and freezes the statement where it is contested.
// params: element STRING, freeze BOOLEAN, id STRING, kind STRING, statement STRING, label STRING, owner STRING,
// people LIST<STRING>, group STRING, by STRING, said_as STRING, said_by STRING, questioned STRING, why STRING,
// would_be STRING, due_on DATE, today DATE, now DATETIME
// returns: contested_on DATE
//
// `contests`: under which ones the statement is in doubt. They are copied where a tie is restated, so that a doubt ends in
// all that was said again under it, and with the last of them. `doubted_at` is what it then goes back to: the day of a
// doubt that did not come by a contest, or none.
CALL () {
  MATCH (s) WHERE elementId(s) = $element
  RETURN s
  UNION ALL
  MATCH ()-[s]->() WHERE elementId(s) = $element
  RETURN s
}
WITH s, coalesce(s.contests, []) AS contests, $label + '|' + $statement AS mark
CREATE (c:Contest {id: $id, kind: $kind, state: 'OPEN', statement: $statement, label: $label, owner: $owner,
  people: $people, group: $group, by: $by, said_as: $said_as, said_by: $said_by, questioned: $questioned, why: $why,
  would_be: $would_be, asked_on: $today, asked_at: $now, due_on: $due_on, stated_by: s.stated_by})
SET s += CASE WHEN $freeze
  THEN {contested_at: coalesce(s.contested_at, $today), contests: [m IN contests WHERE m <> mark] + mark,
    doubted_at: CASE WHEN contests = [] THEN s.contested_at ELSE s.doubted_at END}
  ELSE {} END
RETURN s.contested_at AS contested_on
