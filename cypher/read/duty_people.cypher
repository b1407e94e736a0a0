// What an officer's duty to a family shows of some people: names, births, language, who lives with them.
// params: person_id STRING, ids LIST<STRING>, today DATE, allowed LIST<INTEGER>, consent_classes LIST<INTEGER>,
// cases LIST<STRING>, consented LIST<STRING>, circle LIST<STRING>, kin_circle LIST<STRING>
// returns: person STRING, names LIST<MAP>, births LIST<MAP>, languages LIST<MAP>, home LIST<MAP>
//
// Of what stands in FAMILY, what the person or the family said themselves; nothing in doubt.
MATCH (p:Person)
WHERE p.id IN $ids
RETURN p.id AS person,
  COLLECT { MATCH (p)-[:HAS_NAME]->(s)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
      AND (s.compartment <> 'FAMILY' OR s.stated_as IN ['PERSON', 'FAMILY'])
      AND s.contested_at IS NULL AND coalesce(s.verification, 'STATED') IN ['PROVEN', 'STATED']
      AND (s.valid_from IS NULL OR s.valid_from <= $today) AND (s.valid_to IS NULL OR s.valid_to >= $today)
    RETURN {id: s.id, given: s.given, family: s.family, kind: s.kind, owner: s.owner} AS name ORDER BY s.id } AS names,
  COLLECT { MATCH (p)-[:HAS_BIRTH]->(s)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
      AND (s.compartment <> 'FAMILY' OR s.stated_as IN ['PERSON', 'FAMILY'])
    RETURN {id: s.id, born_on: toString(s.born_on), sex: s.sex, owner: s.owner} AS birth ORDER BY s.id } AS births,
  COLLECT { MATCH (p)-[s:ASSESSED_FOR]->(q:Person {id: $person_id})
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND q.id IN $consented))
      AND ($circle IS NULL OR (p.id IN $circle AND q.id IN $circle))
      AND (s.compartment <> 'FAMILY' OR s.stated_as IN ['PERSON', 'FAMILY']) AND s.language IS NOT NULL
      AND s.contested_at IS NULL AND coalesce(s.verification, 'STATED') IN ['PROVEN', 'STATED']
      AND (s.valid_from IS NULL OR s.valid_from <= $today) AND (s.valid_to IS NULL OR s.valid_to >= $today)
    RETURN {id: s.id, owner: s.owner, language: s.language, interpreter_needed: coalesce(s.interpreter_needed, false)} AS said
    ORDER BY coalesce(s.stated_at, date('0001-01-01')) DESC, s.id } AS languages,
  COLLECT { MATCH (p)-[a:MEMBER_OF_HOUSEHOLD]->(h:Household)<-[b:MEMBER_OF_HOUSEHOLD]-(c:Person)-[:HAS_BIRTH]->(s)
    WHERE (a.cls IN $allowed OR a.case_id IN $cases OR (a.cls IN $consent_classes AND p.id IN $consented))
      AND (b.cls IN $allowed OR b.case_id IN $cases OR (b.cls IN $consent_classes AND c.id IN $consented))
      AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND c.id IN $consented))
      AND (h.cls IN $allowed OR h.case_id IN $cases) AND coalesce(h.kind, 'FAMILY') = 'FAMILY'
      AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND c.id IN $kin_circle)) AND ($circle IS NULL OR c.id IN $circle)
      AND all(x IN [a, b] WHERE (x.valid_from IS NULL OR x.valid_from <= $today) AND (x.valid_to IS NULL OR x.valid_to >= $today))
      AND all(x IN [a, b, s] WHERE x.compartment <> 'FAMILY' OR x.stated_as IN ['PERSON', 'FAMILY'])
    RETURN {member: c.id, born_on: toString(s.born_on), shown: [x IN [s, a, b, h] | [x.owner, x.id]]} AS one
    ORDER BY c.id, s.born_on, s.id, a.id, b.id } AS home
ORDER BY person
LIMIT 2000
