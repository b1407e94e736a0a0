// Contacts that one user is told of: notes to the agency that leads the plan, and contacts that should not have been.
// params: user STRING, agency STRING, reviewer BOOLEAN, supervisor BOOLEAN, since DATETIME,
// today DATE
// returns: kind STRING, id STRING, at DATETIME, due_at DATETIME, person STRING, by STRING, agency STRING, reason STRING,
// words STRING, state STRING
//
// As in access_tasks, nobody is named here who is not looked for again. A note names an id: whoever that leads to now.
MATCH (n:ContactNote)
WHERE n.noted_at > $since
WITH n, coalesce(head(COLLECT {
  MATCH (:Person {id: n.person})-[:MERGED_INTO*1..20]->(o:Person) WHERE NOT EXISTS { (o)-[:MERGED_INTO]->() } RETURN o.id
}), n.person) AS now
WHERE CASE n.kind
  WHEN 'NOTE' THEN n.to = $agency AND ($supervisor
    OR EXISTS { MATCH (:Staff {id: $user})-[a:ASSIGNED_TO]->(:Person {id: now})
      WHERE a.valid_from <= $today AND (a.valid_to IS NULL OR a.valid_to >= $today) })
  ELSE ($reviewer OR ($supervisor AND EXISTS { (:Staff {id: n.by})-[:SUPERVISED_BY]->(:Staff {id: $user}) })) END
RETURN CASE n.kind WHEN 'NOTE' THEN 'CONTACT_NOTED' ELSE 'BREACH_TO_REVIEW' END AS kind, n.id AS id, n.noted_at AS at,
  null AS due_at, now AS person, n.by AS by, n.agency AS agency, n.outcome AS reason, n.words AS words,
  CASE n.kind WHEN 'NOTE' THEN 'TOLD' ELSE 'CONTACT' END AS state
ORDER BY at DESC, kind, id
LIMIT 2000
