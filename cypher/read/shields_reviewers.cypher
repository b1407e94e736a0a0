// The safety reviewers: whose screen settles, and whose ending ends a hold.
// params: none
// returns: id STRING
MATCH (u:Staff)
WHERE 'SAFETY_REVIEWER' IN u.roles
RETURN u.id AS id
ORDER BY id
LIMIT 100000
