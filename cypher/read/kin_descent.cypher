// Whether one person is an ancestor of another by parent ties that the asker may see: then one row.
// params: relative_id STRING, person_id STRING, roles LIST<STRING>, child_roles LIST<STRING>, allowed LIST<INTEGER>,
// cases LIST<STRING>, consented LIST<STRING>, consent_classes LIST<INTEGER>, kin_circle LIST<STRING>
// returns: id STRING
//
// Upward from `relative_id`: the shortest way alone, so that a pedigree that collapses costs no more. 79 generations are
// the longest that anybody has on file.
MATCH (r:Person {id: $relative_id}), (p:Person {id: $person_id})
MATCH SHORTEST 1 (r) ((c:Person)-[s:KIN_OF]-(q:Person)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND c.id IN $consented AND q.id IN $consented))
    AND ($kin_circle IS NULL OR (c.id IN $kin_circle AND q.id IN $kin_circle))
    AND ((endNode(s) = c AND s.role IN $roles) OR (startNode(s) = c AND s.role IN $child_roles))){1,80} (p)
RETURN p.id AS id
ORDER BY id
LIMIT 1
