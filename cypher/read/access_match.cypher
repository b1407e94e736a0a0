// The two records that a proposal is about, and whether they are one person, by whatever decisions.
// params: match STRING
// returns: a STRING, b STRING, merged BOOLEAN
MATCH (a:Person)-[m:POSSIBLY_SAME_AS {id: $match}]->(b:Person)
RETURN a.id AS a, b.id AS b, EXISTS {
    MATCH (a)-[:MERGED_INTO*0..20]->(one)
    WHERE EXISTS { MATCH (b)-[:MERGED_INTO*0..20]->(one) }
  } AS merged
ORDER BY a
LIMIT 1
