// Asks for an introduction to a relative: of the workers who spoke with the relative, work with them or met them last.
// params: id STRING, person_id STRING, relative_id STRING, by STRING, agency STRING, reason STRING, roles LIST<STRING>,
// spoke LIST<STRING>, most INTEGER, today DATE, due_on DATE, at DATETIME
// returns: id STRING
//
// Nobody is asked who asks herself, nor a worker who is one of the two or has a declared conflict. What comes back is the same whoever was asked.
MATCH (p:Person {id: $person_id}), (r:Person {id: $relative_id})
CREATE (i:Introduction {id: $id, by: $by, agency: $agency, reason: $reason, asked_on: $today, asked_at: $at, due_on: $due_on})
CREATE (i)-[:INTRODUCTION_FOR]->(p)
CREATE (i)-[:INTRODUCTION_TO]->(r)
WITH p, r, i
CALL (p, r, i) {
  CALL (r) {
    MATCH (r)-[c:CONTACTED]->(:Person) WHERE c.outcome IN $spoke AND c.cls <> 0
    RETURN c.by AS staff, date(c.at) AS day
    UNION ALL
    MATCH (r)-[:TOUCHED_BY]->(t:Touchpoint) WHERE t.staff IS NOT NULL AND t.cls <> 0
    RETURN t.staff AS staff, date(t.at) AS day
    UNION ALL
    MATCH (w:Staff)-[a:ASSIGNED_TO]->(r) WHERE a.valid_from <= $today AND (a.valid_to IS NULL OR a.valid_to >= $today)
    RETURN w.id AS staff, $today AS day
  }
  WITH p, r, i, staff, max(day) AS day
  MATCH (w:Staff {id: staff})
  WHERE w.id <> $by AND any(role IN w.roles WHERE role IN $roles)
    AND NOT EXISTS { MATCH (w)-[:IS_PERSON]->(c) WHERE c IN [p, r] }
    AND NOT EXISTS { MATCH (w)-[:IS_PERSON]->(:Person)-[m:POSSIBLY_SAME_AS*0..1]-(:Person)-[:ALERTED_BY]->(:SafetyAlert {kind: 'STAFF_CONFLICT'})
      WHERE all(x IN m WHERE x.state IN ['PLAUSIBLE', 'SAME']) }
  WITH i, w, day
  ORDER BY day DESC, w.id
  LIMIT $most
  CREATE (i)-[:ASKED_OF {id: i.id + '|' + w.id, state: 'ASKED'}]->(w)
}
RETURN DISTINCT i.id AS id
