// The people of one case file, by that file's own statements: for scope case, its asker being on the team.
// params: cases LIST<STRING>
// returns: id STRING
CALL () {
  MATCH (a:Person)-[t:CO_ARRESTED]-(:Person) WHERE t.case_id IN $cases AND t.cls <> 0 RETURN a.id AS id
  UNION
  MATCH (a:Person)-[t:CO_PRESENT]-(:Person) WHERE t.case_id IN $cases AND t.cls <> 0 RETURN a.id AS id
  UNION
  MATCH (i:Incident)<-[t:INVOLVED_IN]-(a:Person)
  WHERE i.case_id IN $cases AND t.case_id IN $cases AND t.cls <> 0
  RETURN a.id AS id
}
RETURN DISTINCT id
ORDER BY id
LIMIT 10000
