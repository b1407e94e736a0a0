// One contest, and where its statement stands, with what was restated from it while it was in doubt.
// params: id STRING
// returns: id STRING, kind STRING, state STRING, statement STRING, label STRING, owner STRING, people LIST<STRING>,
// group STRING, by STRING, stated_by STRING, element STRING, copies LIST<STRING>
MATCH (c:Contest {id: $id})
CALL (c) {
  MATCH (:Person {id: head(c.people)})-->(s)
  WHERE s.id = c.statement AND c.label IN labels(s)
  RETURN elementId(s) AS element, s.id AS id
  UNION
  MATCH (:Person {id: head(c.people)})-[s]->()
  WHERE type(s) = c.label AND (s.id = c.statement OR s.contest = c.label + '|' + c.statement)
  RETURN elementId(s) AS element, s.id AS id
  UNION
  MATCH (s:Gang|Place|Household)
  WHERE s.id = c.statement AND c.label IN labels(s)
  RETURN elementId(s) AS element, s.id AS id
  UNION
  MATCH ()-[s:RIVAL_OF]->()
  WHERE s.id = c.statement AND type(s) = c.label
  RETURN elementId(s) AS element, s.id AS id
  UNION
  MATCH ()-[s:ALLIED_WITH]->()
  WHERE s.id = c.statement AND type(s) = c.label
  RETURN elementId(s) AS element, s.id AS id
  UNION
  RETURN null AS element, null AS id
}
WITH c, element, id ORDER BY id
WITH c, collect(element) AS elements, collect(CASE WHEN id = c.statement THEN element END) AS own
RETURN c.id AS id, c.kind AS kind, c.state AS state, c.statement AS statement, c.label AS label, c.owner AS owner,
  c.people AS people, c.group AS group, c.by AS by, c.stated_by AS stated_by, head(own) AS element,
  [e IN elements WHERE NOT e IN own] AS copies
