// Keeps a plan of outreach in the place of the agency's earlier one for the same two; no row when the caller is no worker with families.
// params: person_id STRING, relative_id STRING, plan MAP, owner STRING, staff_id STRING, roles LIST<STRING>, now DATETIME
// returns: id STRING
MATCH (v:Revision {id: 'graph'})
MATCH (p:Person {id: $person_id}), (r:Person {id: $relative_id})
MATCH (w:Staff {id: $staff_id})-[:WORKS_FOR]->(:Agency)
WHERE any(role IN w.roles WHERE role IN $roles) AND NOT EXISTS { MATCH (w)-[:IS_PERSON]->(c) WHERE c IN [p, r] }
  AND NOT EXISTS { MATCH (w)-[:IS_PERSON]->(:Person)-[m:POSSIBLY_SAME_AS*0..1]-(:Person)-[:ALERTED_BY]->(:SafetyAlert {kind: 'STAFF_CONFLICT'})
    WHERE all(x IN m WHERE x.state IN ['PLAUSIBLE', 'SAME']) }
CALL (p, r) {
  MATCH (p)<-[:PLAN_FOR]-(old:OutreachPlan {owner: $owner})-[:PLAN_TO_REACH]->(r)
  WHERE old.state IN ['PLANNED', 'APPROVED']
  SET old.state = 'SUPERSEDED', old.ended_at = $now
}
CREATE (o:OutreachPlan)
SET o = $plan, o.revision = v.n
CREATE (o)-[:PLAN_FOR]->(p)
CREATE (o)-[:PLAN_TO_REACH]->(r)
RETURN o.id AS id
