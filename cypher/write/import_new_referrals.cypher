// referrals: nodes Referral of an import that are not there; one that is breaks the constraint.
// params: rows LIST<LIST<ANY>>
// returns: none
UNWIND $rows AS row
CREATE (n:Referral {id: row[0], row_hash: row[1], person: row[2], from_agency: row[3], to_staff: row[4], state: row[5],
  valid_from: date(row[6]), valid_to: date(row[7])})
WITH n, row
CALL (n, row) { MATCH (o:Person {id: row[2]}) CREATE (n)-[:REFERRAL_OF]->(o) }
WITH n, row
CALL (n, row) { MATCH (o:Agency {id: row[3]}) CREATE (n)-[:REFERRED_BY]->(o) }
WITH n, row
CALL (n, row) { MATCH (o:Staff {id: row[4]}) CREATE (n)-[:REFERRED_TO]->(o) }
