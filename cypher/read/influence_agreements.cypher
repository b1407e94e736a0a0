// Who of some people agreed to be asked for one person, as the asker may see it; the latest word first.
// params: person_id STRING, people LIST<STRING>, today DATE, allowed LIST<INTEGER>, consent_classes LIST<INTEGER>,
//   cases LIST<STRING>, consented LIST<STRING>, circle LIST<STRING>
// returns: id STRING, person STRING, agreed BOOLEAN
MATCH (a:Person)-[s:ASSESSED_FOR]->(b:Person {id: $person_id})
WHERE a.id IN $people AND s.agreed_to_be_asked IS NOT NULL
  AND (s.cls IN $allowed OR s.case_id IN $cases
    OR (s.cls IN $consent_classes AND a.id IN $consented AND b.id IN $consented))
  AND ($circle IS NULL OR (a.id IN $circle AND b.id IN $circle))
  // an agreement is that of today, whatever day is asked about; a no protects: in doubt or past its time it still holds
  AND (s.valid_from IS NULL OR s.valid_from <= $today)
  AND (s.agreed_to_be_asked = false
    OR ((s.valid_to IS NULL OR s.valid_to >= $today) AND s.verification IN ['PROVEN', 'STATED'] AND s.contested_at IS NULL))
RETURN s.id AS id, a.id AS person, s.agreed_to_be_asked AS agreed
ORDER BY coalesce(s.stated_at, date('0001-01-01')) DESC, agreed, id
LIMIT 1000
