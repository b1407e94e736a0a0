// An introduction that one worker was asked for: how her own answer stands, who asks, for whom and to whom.
// params: id STRING, user STRING
// returns: id STRING, state STRING, by STRING, person STRING, relative STRING
MATCH (i:Introduction {id: $id})-[a:ASKED_OF]->(:Staff {id: $user})
MATCH (i)-[:INTRODUCTION_FOR]->(p:Person)
MATCH (i)-[:INTRODUCTION_TO]->(r:Person)
RETURN i.id AS id, a.state AS state, i.by AS by, p.id AS person, r.id AS relative
ORDER BY id
LIMIT 1
