// What safety reviewers settled of some facts about some people is open again: the facts say something else now.
// params: ids LIST<STRING>, people LIST<STRING>
// returns: id STRING
//
// A record that may be the same person's was screened under that fact as well.
UNWIND $people AS id
MATCH (:Person {id: id})-[:POSSIBLY_SAME_AS|MERGED_INTO*0..2]-(who:Person)
WITH DISTINCT who
MATCH (who)-[c:SCREENED_FOR]->()
WHERE any(id IN c.settles WHERE id IN $ids)
SET c.settles = [id IN c.settles WHERE NOT id IN $ids]
RETURN DISTINCT who.id AS id
