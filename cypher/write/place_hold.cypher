// Places a safety hold on a person, for everybody's plan or one person's, and voids screens that found nothing.
// params: id STRING, person_id STRING, for_person_id STRING, placed_by STRING, placed_on DATE, ends_on DATE, reason STRING,
// cls INTEGER, compartment STRING, owner STRING, now DATETIME
// returns: id STRING, ends_on DATE
MATCH (r:Person {id: $person_id})
CREATE (r)-[:HELD_BY]->(h:Hold {id: $id, person: r.id, for_person: $for_person_id, placed_by: $placed_by,
  placed_on: $placed_on, ends_on: $ends_on, reason: $reason, cls: $cls, compartment: $compartment, owner: $owner,
  sensitivity: 'OPEN', sharing: 'NONE', stated_by: $placed_by, stated_as: 'WORKER', stated_at: $placed_on,
  recorded_at: $now, verification: 'STATED', sealed: false})
WITH r, h
CALL (h) {
  MATCH (f:Person {id: $for_person_id})
  CREATE (h)-[:HOLD_FOR]->(f)
}
CALL (r) {
  MATCH (r)-[s:SCREENED_FOR]->(p:Person)
  WHERE s.result = 'CLEAR' AND ($for_person_id IS NULL OR p.id = $for_person_id)
  SET s.voided_on = coalesce(s.voided_on, $placed_on)
}
RETURN h.id AS id, h.ends_on AS ends_on
