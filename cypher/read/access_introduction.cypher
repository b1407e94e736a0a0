// An introduction that one worker was asked for: how her own answer stands, who asks, for whom and to whom.
// params: id STRING, user STRING
// returns: id STRING, state STRING, by STRING, person STRING, relative STRING
//
// Whose conflict was declared since is asked no more (line 15).
MATCH (i:Introduction {id: $id})-[a:ASKED_OF]->(w:Staff {id: $user})
WHERE NOT EXISTS { MATCH (w)-[:IS_PERSON]->(:Person)-[m:POSSIBLY_SAME_AS*0..1]-(:Person)-[:ALERTED_BY]->(:SafetyAlert {kind: 'STAFF_CONFLICT'})
  WHERE all(x IN m WHERE x.state IN ['PLAUSIBLE', 'SAME']) }
MATCH (i)-[:INTRODUCTION_FOR]->(p:Person)
MATCH (i)-[:INTRODUCTION_TO]->(r:Person)
RETURN i.id AS id, a.state AS state, i.by AS by, p.id AS person, r.id AS relative
ORDER BY id
LIMIT 1
