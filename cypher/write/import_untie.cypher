// Takes away ties whose ends changed, before they are made again between the right ones.
// params: type STRING, ids LIST<STRING>
// returns: none
UNWIND $ids AS wanted
MATCH ()-[r:$($type) {id: wanted}]->()
DELETE r
