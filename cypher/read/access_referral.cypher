// A referral and its two sides: what decides who may answer it, and how.
// params: id STRING
// returns: id STRING, state STRING, person STRING, receiver STRING, sender STRING, from_agency STRING, consent STRING,
// over BOOLEAN, to_agency STRING, valid_to DATE
MATCH (r:Referral {id: $id})-[:REFERRED_TO]->(w:Staff)-[:WORKS_FOR]->(theirs:Agency)
MATCH (r)-[:REFERRED_BY]->(a:Agency)
RETURN r.id AS id, r.state AS state, r.person AS person, w.id AS receiver, r.by AS sender, a.id AS from_agency,
  r.consent AS consent, r.override IS NOT NULL AS over, theirs.id AS to_agency, r.valid_to AS valid_to
ORDER BY id
LIMIT 1
