// What may have moved since the facts of an asker were read: the graph's revision, and whether the purpose is still open.
// params: user STRING, handle_id STRING
// returns: revision INTEGER, purpose_open BOOLEAN
WITH
  COLLECT { MATCH (r:Revision {id: 'graph'}) RETURN r.n } AS revisions,
  EXISTS { MATCH (u:Purpose {id: $handle_id, user: $user}) WHERE u.closed_at IS NULL } AS purpose_open
RETURN coalesce(head(revisions), 0) AS revision, purpose_open
ORDER BY revision
LIMIT 1
