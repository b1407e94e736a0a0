// A broken glass, and whether somebody supervises its user: what decides who may approve it.
// params: id STRING, asker STRING
// returns: id STRING, user STRING, agency STRING, person STRING, approve_by DATETIME, ends_at DATETIME, decided BOOLEAN,
// supervised BOOLEAN
MATCH (g:BreakGlass {id: $id})
RETURN g.id AS id, g.user AS user, g.agency AS agency, g.person AS person, g.approve_by AS approve_by,
  g.ends_at AS ends_at, g.approved_at IS NOT NULL OR g.refused_at IS NOT NULL AS decided,
  EXISTS { MATCH (:Staff {id: g.user})-[:SUPERVISED_BY]->(:Staff {id: $asker}) } AS supervised
ORDER BY id
LIMIT 1
