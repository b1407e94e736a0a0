// Breaks the glass for one person's id, whether or not there is such a person: nothing of the graph is looked at.
// params: id STRING, user STRING, agency STRING, handle STRING, person STRING, reason STRING, at DATETIME,
// approve_by DATETIME, ends_at DATETIME
// returns: id STRING
CREATE (g:BreakGlass {id: $id, user: $user, agency: $agency, handle: $handle, person: $person, reason: $reason,
  opened_at: $at, approve_by: $approve_by, ends_at: $ends_at})
RETURN g.id AS id
