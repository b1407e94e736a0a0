// Takes a merge back: the record's id leads nowhere else any more. merge_settle moves what is said.
// params: match STRING
// returns: keep STRING, other STRING
MATCH (o:Person)-[g:MERGED_INTO {match: $match}]->(k:Person)
DELETE g
RETURN k.id AS keep, o.id AS other
ORDER BY other
