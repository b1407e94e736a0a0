// Voids screens that found nothing: of some relatives (null: of everybody), for some people's plans (null: for everybody's).
// params: relatives LIST<STRING>, plans LIST<STRING>, today DATE
// returns: none
CALL () {
  MATCH (r:Person)-[c:SCREENED_FOR]->(p:Person)
  WHERE r.id IN $relatives AND ($plans IS NULL OR p.id IN $plans)
  RETURN c
  UNION
  MATCH (:Person)-[c:SCREENED_FOR]->(p:Person)
  WHERE $relatives IS NULL AND p.id IN $plans
  RETURN c
}
WITH c
WHERE c.result = 'CLEAR'
SET c.voided_on = coalesce(c.voided_on, $today)
