// A plan of outreach: what decides who may approve it, and whether it still can be.
// params: id STRING
// returns: id STRING, state STRING, by STRING, owner STRING, person STRING, relative STRING, conflict BOOLEAN
//
// `conflict`: since it was made, one was declared of the worker who is to call.
MATCH (o:OutreachPlan {id: $id})-[:PLAN_FOR]->(p:Person)
MATCH (o)-[:PLAN_TO_REACH]->(r:Person)
RETURN o.id AS id, o.state AS state, o.stated_by AS by, o.owner AS owner, p.id AS person, r.id AS relative,
  EXISTS { MATCH (:Staff {id: o.staff})-[:IS_PERSON]->(:Person)-[m:POSSIBLY_SAME_AS*0..1]-(:Person)-[:ALERTED_BY]->(:SafetyAlert {kind: 'STAFF_CONFLICT'})
    WHERE all(x IN m WHERE x.state IN ['PLAUSIBLE', 'SAME']) } AS conflict
ORDER BY id
LIMIT 1
