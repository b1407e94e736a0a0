// How many gangs there are by activity, for those who may see totals only; small numbers are taken out by the caller.
// params: ids LIST<STRING>, as_of DATE, counted LIST<INTEGER>, allowed LIST<INTEGER>, cases LIST<STRING>
// returns: activity STRING, gangs INTEGER
MATCH (s:Gang)
WHERE (s.cls IN $counted OR s.cls IN $allowed OR s.case_id IN $cases) AND ($ids IS NULL OR s.id IN $ids)
  AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
RETURN s.activity AS activity, count(s) AS gangs
ORDER BY activity
LIMIT 100
