// Ends a tie: its last day is said; no row where it had ended by then, or begins later.
// params: element STRING, last_day DATE
// returns: id STRING
MATCH ()-[s]->()
WHERE elementId(s) = $element AND (s.valid_to IS NULL OR s.valid_to > $last_day)
  AND (s.valid_from IS NULL OR s.valid_from <= $last_day + duration({days: 1}))
SET s.valid_to = $last_day, s.ended_here = true
RETURN s.id AS id
