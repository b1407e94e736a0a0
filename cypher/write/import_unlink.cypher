// Takes away the relationships of one type that leave (or reach) nodes whose reference changed.
// params: label STRING, type STRING, ids LIST<STRING>, inward BOOLEAN
// returns: none
UNWIND $ids AS wanted
MATCH (n:$($label) {id: wanted})-[r:$($type)]-()
WHERE (endNode(r) = n) = $inward
DELETE r
