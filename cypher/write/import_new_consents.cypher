// consents: nodes Consent of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
CREATE (n:Consent {id: row[0], row_hash: row[1], person: row[2], grantor: row[3], capacity: row[4], form: row[5],
  recipients: row[6], scope: row[7], exceptions: row[8], contact: row[9], language: row[10],
  signed_on: date(row[11]), expires_on: date(row[12]), revoked_at: datetime(row[13])})
WITH n, row
CALL (n, row) { MATCH (o:Person {id: row[2]}) CREATE (n)-[:CONSENT_FOR]->(o) }
WITH n, row
CALL (n, row) { MATCH (o:Person {id: row[3]}) CREATE (n)-[:GRANTED_BY]->(o) }
