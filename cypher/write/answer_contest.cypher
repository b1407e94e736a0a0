// Answers a contest: upheld, the statement is disproven or sealed for good; rejected, the doubt that it raised ends.
// params: id STRING, state STRING, reason STRING, answered_by STRING, replaced_by STRING, element STRING,
// seal BOOLEAN, today DATE, now DATETIME
// returns: none
//
// What was upheld stays contested: a later import of its owner's cannot bring it back. What another contest still
// questions, or an earlier one upheld, stays as it is. What was restated from it in doubt goes with it.
MATCH (c:Contest {id: $id})
SET c.state = $state, c.reason = $reason, c.answered_by = $answered_by, c.answered_on = $today, c.answered_at = $now,
  c.replaced_by = $replaced_by
WITH c, EXISTS {
  MATCH (o:Contest {statement: c.statement, label: c.label, kind: 'CONTEST', state: 'OPEN'})
} AS still
CALL (c) {
  MATCH (s) WHERE elementId(s) = $element
  RETURN s
  UNION
  MATCH (a)-[t]->(b) WHERE elementId(t) = $element
  MATCH (a)-[s]->(b)
  WHERE s = t OR (type(s) = type(t) AND c.label + '|' + c.statement IN s.contests)
  RETURN s
}
WITH c, still, s, [m IN coalesce(s.contests, []) WHERE m <> c.label + '|' + c.statement] AS left
SET s += CASE
  WHEN $state = 'UPHELD' AND $seal THEN {verification: 'DISPROVEN', contested_at: coalesce(s.contested_at, $today),
    cls: 0, sealed: true, sealed_case_id: s.case_id, case_id: null}
  WHEN $state = 'UPHELD' THEN {verification: 'DISPROVEN', contested_at: coalesce(s.contested_at, $today)}
  WHEN c.kind = 'CONTEST' AND NOT still AND coalesce(s.verification, '') <> 'DISPROVEN'
    THEN CASE WHEN left = [] THEN {contested_at: s.doubted_at, contests: null, doubted_at: null} ELSE {contests: left} END
  ELSE {} END
