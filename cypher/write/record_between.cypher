// Records a statement between two people: a tie, a wish, an attempt, as model/nouns.py has it.
// params: type STRING, from_id STRING, to_id STRING, said MAP
// returns: id STRING
MATCH (v:Revision {id: 'graph'})
MATCH (a:Person {id: $from_id}), (b:Person {id: $to_id})
CREATE (a)-[s:$($type)]->(b)
SET s = $said, s.revision = v.n
RETURN s.id AS id
