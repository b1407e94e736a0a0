// Records a statement about one person: a name, a birth, a way to reach somebody, as model/nouns.py has it.
// params: link STRING, label STRING, person_id STRING, said MAP
// returns: id STRING
MATCH (p:Person {id: $person_id})
CREATE (p)-[:$($link)]->(s:$($label))
SET s = $said, s.person = p.id
RETURN s.id AS id
