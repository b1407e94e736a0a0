// Which of the ids nodes of a label bear, and the fingerprint of the row each was loaded from.
// params: label STRING, ids LIST<STRING>
// returns: found LIST<STRING>, row_hashes LIST<INTEGER>
UNWIND $ids AS wanted
MATCH (n:$($label) {id: wanted})
WITH n.id AS id, coalesce(n.row_hash, 0) AS row_hash
ORDER BY id
RETURN collect(id) AS found, collect(row_hash) AS row_hashes
ORDER BY found
LIMIT 1
