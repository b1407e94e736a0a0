// A plan of outreach: what decides who may approve it, and whether it still can be.
// params: id STRING
// returns: id STRING, state STRING, by STRING, owner STRING, person STRING, relative STRING
MATCH (o:OutreachPlan {id: $id})-[:PLAN_FOR]->(p:Person)
MATCH (o)-[:PLAN_TO_REACH]->(r:Person)
RETURN o.id AS id, o.state AS state, o.stated_by AS by, o.owner AS owner, p.id AS person, r.id AS relative
ORDER BY id
LIMIT 1
