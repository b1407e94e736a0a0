// When the order feed was last loaded, and how old its content is.
// params: as_of DATETIME, mode STRING, loaded_at DATETIME
// returns: none
MERGE (f:Feed {id: 'orders'})
SET f.as_of = $as_of, f.mode = $mode, f.loaded_at = $loaded_at
