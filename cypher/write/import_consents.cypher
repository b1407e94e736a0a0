// consents: nodes Consent of an import, made or changed; what is sealed stays so.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
MERGE (n:Consent {id: row[0]})
SET n += {row_hash: row[1], person: row[2], grantor: row[3], capacity: row[4], form: row[5], recipients: row[6],
  scope: row[7], exceptions: row[8], contact: row[9], language: row[10], signed_on: date(row[11]),
  expires_on: date(row[12]), revoked_at: coalesce(datetime(row[13]), n.revoked_at)}
WITH n, row
CALL (n, row) { MATCH (n)-[old:CONSENT_FOR]->(o) WHERE o.id <> coalesce(row[2], '') DELETE old }
CALL (n, row) { MATCH (o:Person {id: row[2]}) WHERE NOT EXISTS { (n)-[:CONSENT_FOR]->() } CREATE (n)-[:CONSENT_FOR]->(o) }
WITH n, row
CALL (n, row) { MATCH (n)-[old:GRANTED_BY]->(o) WHERE o.id <> coalesce(row[3], '') DELETE old }
CALL (n, row) { MATCH (o:Person {id: row[3]}) WHERE NOT EXISTS { (n)-[:GRANTED_BY]->() } CREATE (n)-[:GRANTED_BY]->(o) }
