// Refers a person to a worker of one of these roles; no row when there is no such worker.
// params: id STRING, person_id STRING, staff_id STRING, roles LIST<STRING>, agency STRING, by STRING, reason STRING,
// consent STRING, override STRING, on DATE, until DATE, at DATETIME
// returns: id STRING, name STRING, agency STRING
MATCH (p:Person {id: $person_id})
MATCH (w:Staff {id: $staff_id})-[:WORKS_FOR]->(theirs:Agency)
WHERE any(role IN w.roles WHERE role IN $roles)
MATCH (ours:Agency {id: $agency})
CREATE (r:Referral {id: $id, person: p.id, from_agency: ours.id, to_staff: w.id, state: 'REQUESTED', by: $by,
  reason: $reason, consent: $consent, override: $override, valid_from: $on, valid_to: $until, asked_at: $at})
CREATE (r)-[:REFERRAL_OF]->(p)
CREATE (r)-[:REFERRED_BY]->(ours)
CREATE (r)-[:REFERRED_TO]->(w)
RETURN r.id AS id, w.name AS name, theirs.id AS agency
