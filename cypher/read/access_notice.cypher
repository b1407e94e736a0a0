// A 30-day notice or an exception: what decides who may approve it, and whether it still can be.
// params: id STRING
// returns: id STRING, state STRING, by STRING, owner STRING, person STRING, relative STRING
MATCH (r:Person)-[n:NOTIFIED_FOR {id: $id}]->(p:Person)
WHERE n.cls <> 0
RETURN n.id AS id,
  CASE WHEN n.exception IS NULL THEN 'SENT' WHEN n.approved_by IS NOT NULL THEN 'APPROVED'
    WHEN n.returned_for IS NOT NULL THEN 'RETURNED' ELSE 'REQUESTED' END AS state,
  n.stated_by AS by, n.owner AS owner, p.id AS person, r.id AS relative
ORDER BY id
LIMIT 1
