// States a statement anew as the answer to a contest says, beside the old one; whoever's tie it is must be screened again.
// params: element STRING, id STRING, changed MAP, stated_by STRING, today DATE, now DATETIME
// returns: id STRING
//
// It bears the id of the old one (`corrects`) and the day of the first: what seals or purges that takes this along.
// A corrected tie could make a relative of somebody, or a wish of a refusal: no screen from before clears that.
CALL () {
  MATCH (s) WHERE elementId(s) = $element
  CREATE (n:$(labels(s)))
  SET n = s {.*, id: $id, stated_by: $stated_by, stated_as: 'WORKER', stated_at: $today, recorded_at: $now,
    verification: 'STATED', contested_at: null, contests: null, doubted_at: null, row_hash: null,
    corrects: s.id, first_stated: coalesce(s.first_stated, s.stated_at, date(s.recorded_at))}
  SET n += $changed
  WITH s, n
  CALL (s, n) { MATCH (o)-[l]->(s) CREATE (o)-[m:$(type(l))]->(n) SET m = properties(l) }
  CALL (s, n) { MATCH (s)-[l]->(o) CREATE (n)-[m:$(type(l))]->(o) SET m = properties(l) }
  RETURN n.id AS id
  UNION ALL
  MATCH (a)-[s]->(b) WHERE elementId(s) = $element
  CREATE (a)-[n:$(type(s))]->(b)
  SET n = s {.*, id: $id, stated_by: $stated_by, stated_as: 'WORKER', stated_at: $today, recorded_at: $now,
    verification: 'STATED', contested_at: null, contests: null, doubted_at: null, row_hash: null,
    corrects: s.id, first_stated: coalesce(s.first_stated, s.stated_at, date(s.recorded_at))}
  SET n += $changed
  WITH a, b, n
  CALL (a, b) {
    MATCH (x:Person)-[c:SCREENED_FOR]->(:Person)
    WHERE x IN [a, b] AND c.result = 'CLEAR'
    SET c.voided_on = coalesce(c.voided_on, $today)
  }
  RETURN n.id AS id
}
RETURN id
