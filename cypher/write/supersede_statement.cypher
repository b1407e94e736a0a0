// Marks a statement as corrected by a later one, so that it counts no more from today; no row where it was already.
// params: element STRING, id STRING, why STRING, by STRING, yesterday DATE
// returns: id STRING
CALL () {
  MATCH (s) WHERE elementId(s) = $element AND s.replaced_by IS NULL
  SET s.replaced_by = $id, s.corrected_why = $why, s.corrected_by = $by,
    s.valid_to = CASE WHEN s.valid_to < $yesterday THEN s.valid_to ELSE $yesterday END
  RETURN s.id AS id
  UNION ALL
  MATCH ()-[s]->() WHERE elementId(s) = $element AND s.replaced_by IS NULL
  SET s.replaced_by = $id, s.corrected_why = $why, s.corrected_by = $by,
    s.valid_to = CASE WHEN s.valid_to < $yesterday THEN s.valid_to ELSE $yesterday END
  RETURN s.id AS id
}
RETURN id
