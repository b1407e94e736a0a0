// Records a court order between two people, and voids every screen that found nothing against either of them.
// params: id STRING, restrained_id STRING, protected_id STRING, type STRING, conditions LIST<STRING>, status STRING,
// issued_on DATE, expires_on DATE, docket STRING, cls INTEGER, compartment STRING, owner STRING, stated_by STRING,
// stated_as STRING, today DATE, now DATETIME
// returns: id STRING
MATCH (a:Person {id: $restrained_id}), (b:Person {id: $protected_id})
CREATE (a)-[o:RESTRAINED_FROM {id: $id, type: $type, conditions: $conditions, status: $status, issued_on: $issued_on,
  expires_on: $expires_on, docket: $docket, cls: $cls, compartment: $compartment, owner: $owner, sensitivity: 'OPEN',
  sharing: 'NONE', stated_by: $stated_by, stated_as: $stated_as, stated_at: $today, recorded_at: $now,
  verification: 'STATED', sealed: false}]->(b)
WITH a, b, o
CALL (a, b) {
  MATCH (x:Person)-[s:SCREENED_FOR]->(:Person)
  WHERE x IN [a, b] AND s.result = 'CLEAR'
  SET s.voided_on = coalesce(s.voided_on, $today)
}
RETURN o.id AS id
