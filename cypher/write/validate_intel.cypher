// Keeps an affiliation for longer, on somebody's word and a source; a last day beyond the limit fails the statement.
// params: id STRING, person_id STRING, by STRING, today DATE, words STRING, source STRING, retain_until DATE, years INTEGER
// returns: id STRING
MATCH (:Person {id: $person_id})-[s:AFFILIATED_WITH {id: $id}]->()
SET s.reviewed_at = $today, s.reviewed_by = $by, s.review_words = $words, s.review_source = $source,
  s.retain_until = date(CASE WHEN $retain_until > $today + duration({years: $years}) THEN 'kept too long: ' ELSE '' END
    + toString($retain_until))
RETURN s.id AS id
