// How old the court-order feed's content is.
// params: none
// returns: as_of DATETIME
MATCH (f:Feed {id: 'orders'})
RETURN f.as_of AS as_of
ORDER BY f.id
LIMIT 1
