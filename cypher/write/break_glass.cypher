// Breaks the glass for one person's id, whether or not there is such a person: nothing of the graph is looked at.
// params: id STRING, user STRING, agency STRING, handle STRING, person STRING, reason STRING, at DATETIME,
// approve_by DATETIME, ends_at DATETIME, since DATETIME
// returns: id STRING
//
// No row where the same user broke it for the same id since then and nobody approved: else a quarter of an hour could
// be had again and again without a second person.
WITH EXISTS {
  MATCH (g:BreakGlass {user: $user, person: $person})
  WHERE g.opened_at > $since AND g.approved_at IS NULL
} AS alone
WITH alone WHERE NOT alone
CREATE (g:BreakGlass {id: $id, user: $user, agency: $agency, handle: $handle, person: $person, reason: $reason,
  opened_at: $at, approve_by: $approve_by, ends_at: $ends_at})
RETURN g.id AS id
