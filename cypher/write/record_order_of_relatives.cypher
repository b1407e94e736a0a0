// Keeps the order that a worker gave to a person's relatives, beside the one that the rules gave then.
// params: person_id STRING, order MAP
// returns: id STRING
MATCH (v:Revision {id: 'graph'})
MATCH (p:Person {id: $person_id})
CREATE (o:RelativeOrder)
SET o = $order, o.revision = v.n
CREATE (o)-[:ORDER_FOR]->(p)
RETURN o.id AS id
