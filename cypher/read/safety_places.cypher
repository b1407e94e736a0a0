// Which of these locations nobody is told of: somebody there has a protected address, or it is a shelter (line 7).
// params: ids LIST<STRING>
// returns: id STRING
MATCH (l:Location)
WHERE l.id IN $ids AND (
  EXISTS {
    MATCH (l)<-[x:RESIDES_AT]-(q:Person)
    WHERE coalesce(x.confidential, false) OR x.kind = 'SHELTER' OR EXISTS {
      MATCH (q)-[:ALERTED_BY]->(a:SafetyAlert)
      WHERE a.kind IN ['ADDRESS_CONFIDENTIALITY', 'SHELTER_RESIDENT', 'PROTECTED_WITNESS', 'RELOCATED_WITNESS']
    }
  }
  OR EXISTS { MATCH (l)<-[:HOUSED_AT]-(h:Household) WHERE h.kind = 'SHELTER' }
)
RETURN l.id AS id
ORDER BY id
LIMIT 20000
