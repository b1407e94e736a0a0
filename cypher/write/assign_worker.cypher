// Assigns a worker to a person; no row when there is no such worker, or the worker is not one of those whom the asker supervises.
// params: id STRING, staff_id STRING, person_id STRING, valid_from DATE, valid_to DATE, lead BOOLEAN, supervisor STRING,
// assigned_by STRING
// returns: id STRING, staff STRING, name STRING
MATCH (p:Person {id: $person_id})
MATCH (w:Staff {id: $staff_id})
WHERE $supervisor IS NULL OR EXISTS { MATCH (w)-[:SUPERVISED_BY]->(:Staff {id: $supervisor}) }
CREATE (w)-[a:ASSIGNED_TO {id: $id, valid_from: $valid_from, valid_to: $valid_to, lead: $lead, assigned_by: $assigned_by}]->(p)
RETURN a.id AS id, w.id AS staff, w.name AS name
