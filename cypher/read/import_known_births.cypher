// The latest birth date on file of each person asked for, for the age rules of affiliations.
// params: people LIST<STRING>
// returns: person STRING, born_on DATE
UNWIND $people AS wanted
MATCH (p:Person {id: wanted})-[:HAS_BIRTH]->(b:Birth)
WHERE b.born_on IS NOT NULL
RETURN p.id AS person, max(b.born_on) AS born_on
ORDER BY person
LIMIT 1000000
