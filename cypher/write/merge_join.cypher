// Two records become one person: the other's id leads to the one kept from now on. merge_settle moves what is said.
// params: match STRING, keep STRING, other STRING, at DATETIME
// returns: none
MATCH (k:Person {id: $keep}), (o:Person {id: $other})
CREATE (o)-[:MERGED_INTO {match: $match, at: $at}]->(k)
