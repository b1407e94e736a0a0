// Keeps a family meeting about a person, with everybody who came.
// params: person_id STRING, attendees LIST<STRING>, meeting MAP
// returns: id STRING
MATCH (p:Person {id: $person_id})
CREATE (m:FamilyMeeting)
SET m = $meeting
CREATE (m)-[:MEETING_FOR]->(p)
WITH m
CALL (m) {
  UNWIND $attendees AS who
  MATCH (a:Person {id: who})
  CREATE (m)-[:ATTENDED_BY]->(a)
}
RETURN DISTINCT m.id AS id
