// Says in the graph's newest change record what the write is to those who subscribe, and when it was.
// params: news LIST<STRING>, at DATETIME
// returns: none
//
// A record without it was left by a writer that is none of ours: who subscribes is told to read anew.
MATCH (r:Revision {id: 'graph'})
MATCH (c:Change {n: r.n})
SET c.news = $news, c.at = $at
