// Who among these people must be absent from every output for this asker, or keeps the place unsaid (lines 1, 3, 6, 15).
// params: ids LIST<STRING>, caseload LIST<STRING>
// returns: id STRING, absent BOOLEAN, placeless BOOLEAN
MATCH (r:Person)
WHERE r.id IN $ids AND NOT r.id IN $caseload
WITH r,
  EXISTS {
    MATCH (r)-[:ALERTED_BY]->(a:SafetyAlert)
    WHERE a.kind IN ['PROTECTED_WITNESS', 'RELOCATED_WITNESS', 'CONFIDENTIAL_SOURCE', 'STAFF_CONFLICT']
  }
  OR EXISTS {
    MATCH (r)<-[h:HARMED]-(p:Person)
    WHERE p.id IN $caseload AND h.status <> 'UNSUPPORTED'
  }
  OR EXISTS {
    MATCH (r)-[w:WITNESS_AGAINST]->(p:Person)
    WHERE p.id IN $caseload AND w.matter = 'OPEN'
  }
  OR EXISTS {
    MATCH (r)-[v:INVOLVED_IN]->(i:Incident)<-[u:INVOLVED_IN]-(p:Person)
    WHERE p.id IN $caseload AND i.matter = 'OPEN' AND v.role IN ['VICTIM', 'WITNESS']
      AND u.role IN ['SUSPECT', 'DEFENDANT', 'ADVERSE', 'ARRESTEE']
  } AS absent,
  EXISTS {
    MATCH (r)<-[o:RESTRAINED_FROM]-(p:Person)
    WHERE p.id IN $caseload
  } AS placeless
WHERE absent OR placeless
RETURN r.id AS id, absent, placeless
ORDER BY id
LIMIT 20000
