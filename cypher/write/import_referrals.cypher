// referrals: nodes Referral of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
MERGE (n:Referral {id: row[0]})
SET n += {row_hash: row[1], person: row[2], from_agency: row[3], to_staff: row[4],
  state: CASE WHEN (n.answered_at IS NOT NULL OR n.ended_at IS NOT NULL)
    AND NOT row[5] IN ['DECLINED', 'DONE', 'REVOKED', 'EXPIRED', 'FAMILY_SAID_NO']
    THEN n.state ELSE row[5] END,
  valid_from: date(row[6]), valid_to: date(row[7])}
WITH n, row
CALL (n, row) { MATCH (n)-[old:REFERRAL_OF]->(o) WHERE o.id <> coalesce(row[2], '') DELETE old }
CALL (n, row) { MATCH (o:Person {id: row[2]}) WHERE NOT EXISTS { (n)-[:REFERRAL_OF]->() } CREATE (n)-[:REFERRAL_OF]->(o) }
WITH n, row
CALL (n, row) { MATCH (n)-[old:REFERRED_BY]->(o) WHERE o.id <> coalesce(row[3], '') DELETE old }
CALL (n, row) { MATCH (o:Agency {id: row[3]}) WHERE NOT EXISTS { (n)-[:REFERRED_BY]->() } CREATE (n)-[:REFERRED_BY]->(o) }
WITH n, row
CALL (n, row) { MATCH (n)-[old:REFERRED_TO]->(o) WHERE o.id <> coalesce(row[4], '') DELETE old }
CALL (n, row) { MATCH (o:Staff {id: row[4]}) WHERE NOT EXISTS { (n)-[:REFERRED_TO]->() } CREATE (n)-[:REFERRED_TO]->(o) }
