// Which of these locations nobody is told of: somebody there has a protected address, or it is a shelter (line 7).
// params: ids LIST<STRING>
// returns: id STRING
//
// A room is at its building, whoever says so. A street or a district that somebody protected is said to live in hides
// itself and no house there.
MATCH (l:Location)
WHERE l.id IN $ids AND (
  EXISTS {
    MATCH (l)((:Location)-[:DESCRIBED_AS]->(:Place)-[:WITHIN]->(:Location)){0,4}(home:Location)
    WHERE (
      home = l
      OR NOT EXISTS { (home)-[:DESCRIBED_AS]->(:Place) }
      OR EXISTS { MATCH (home)-[:DESCRIBED_AS]->(d:Place) WHERE d.kind IN ['ADDRESS', 'FACILITY'] }
    ) AND (
      EXISTS {
        MATCH (home)<-[x:RESIDES_AT]-(q:Person)
        WHERE coalesce(x.confidential, false) OR x.kind = 'SHELTER' OR EXISTS {
          MATCH (q)-[:ALERTED_BY]->(a:SafetyAlert)
          WHERE a.kind IN ['ADDRESS_CONFIDENTIALITY', 'SHELTER_RESIDENT', 'PROTECTED_WITNESS', 'RELOCATED_WITNESS']
        }
      }
      OR EXISTS { MATCH (home)<-[:HOUSED_AT]-(h:Household) WHERE h.kind = 'SHELTER' }
    )
  }
)
RETURN l.id AS id
ORDER BY id
LIMIT 20000
