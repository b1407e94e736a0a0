// The names, births and deaths of some people, whoever may see them: they fill the arrays, and no answer.
// params: people LIST<STRING>
// returns: person STRING, cls INTEGER, case STRING, since DATE, until DATE, said LIST<STRING>
//
// What is said: the label, the id, the owner, the day it was stated, whether it is questioned; of a name given, family
// and kind; of a birth or death its day and the sex.
UNWIND $people AS id
MATCH (p:Person {id: id})-[:HAS_NAME|HAS_BIRTH|HAS_DEATH]->(s)
WITH p, s, labels(s)[0] AS label
RETURN p.id AS person, coalesce(s.cls, 0) AS cls, s.case_id AS case, s.valid_from AS since, s.valid_to AS until,
  [label, s.id, s.owner, toString(s.stated_at),
    CASE WHEN s.contested_at IS NOT NULL OR coalesce(s.verification IN ['CHALLENGED', 'DISPROVEN'], false) THEN '1' END,
    CASE label WHEN 'Name' THEN s.given ELSE toString(coalesce(s.born_on, s.died_on)) END,
    CASE label WHEN 'Name' THEN s.family ELSE s.sex END, s.kind] AS said
ORDER BY person, said
LIMIT 2000000
