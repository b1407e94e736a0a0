// States a tie anew, in the words of the person or the family; an earlier statement of the same agency ends the day before. No id: it was corrected meanwhile.
// params: tie_id STRING, id STRING, closeness STRING, frequency STRING, tone STRING, last_contact DATE, stated_by STRING,
// stated_as STRING, cls INTEGER, compartment STRING, owner STRING, sources LIST<STRING>, today DATE, yesterday DATE,
// now DATETIME, allowed LIST<INTEGER>, consent_classes LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>,
// circle LIST<STRING>, kin_circle LIST<STRING>
// returns: id STRING, a STRING, b STRING
MATCH (p:Person)-[s:KIN_OF|UNION_WITH|GUARDIAN_OF|CAREGIVER_OF|MENTOR_OF|SUPPORTS {id: $tie_id}]->(q:Person)
WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND q.id IN $consented))
  AND ($circle IS NULL OR (p.id IN $circle AND q.id IN $circle))
  AND (NOT type(s) IN ['KIN_OF', 'UNION_WITH', 'GUARDIAN_OF'] OR $kin_circle IS NULL OR (p.id IN $kin_circle AND q.id IN $kin_circle))
WITH p, q, s, type(s) AS kind, properties(s) AS before
CALL (p, q, s, kind, before) {
  WITH p, q, s, kind, before
  WHERE before.replaced_by IS NULL
  SET s += CASE
    WHEN s.owner = $owner AND s.compartment = $compartment AND (s.valid_from IS NULL OR s.valid_from <= $yesterday)
      AND (s.valid_to IS NULL OR s.valid_to > $yesterday) THEN {valid_to: $yesterday, ended_here: true}
    ELSE {} END
  CREATE (p)-[n:$(kind)]->(q)
  SET n = before {.*, id: $id, closeness: coalesce($closeness, before.closeness), frequency: coalesce($frequency, before.frequency),
    tone: coalesce($tone, before.tone), last_contact: coalesce($last_contact, before.last_contact), quality_at: $today,
    stated_by: $stated_by, stated_as: $stated_as, stated_at: $today, cls: $cls, compartment: $compartment, owner: $owner,
    sensitivity: 'OPEN', sharing: 'NONE', sources: $sources, valid_to: before.valid_to, recorded_at: $now,
    verification: CASE WHEN before.verification IN ['CHALLENGED', 'DISPROVEN'] THEN before.verification ELSE 'STATED' END,
    contested_at: before.contested_at, case_id: null, row_hash: null, sealed: false,
    ended_here: null}
  RETURN n.id AS id
  UNION ALL
  WITH before
  WHERE before.replaced_by IS NOT NULL
  RETURN null AS id
}
RETURN id, p.id AS a, q.id AS b
