// Deletes the forms that nobody sent in time: they are no records, so a preview does not list them.
// params: old DATETIME
// returns: none
MATCH (d:Draft)
WHERE d.at < $old
DELETE d
