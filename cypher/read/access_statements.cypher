// Where some statements are now and what they say, whoever may see them: for the rules of contests and corrections. Never part of an answer.
// params: asked LIST<MAP>
// returns: label STRING, id STRING, element STRING, people LIST<STRING>, facts MAP
//
// `asked`: label (or type of a tie) and id. Records are merged and split, so whom it is about is whom it is about now.
// One type of tie at a time: only then is a tie found by its id.
UNWIND $asked AS one
CALL (one) {
  MATCH (s:Name|Birth|Death|Identifier|Picture|Enrolment|Removal|ContactPoint|SafetyAlert|Hold|Touchpoint|Gang|Place|Household {id: one.id})
  WHERE one.label IN labels(s)
  RETURN elementId(s) AS element, properties(s) AS facts, COLLECT {
    MATCH (p:Person)-[l]->(s)
    WHERE type(l) <> 'MEMBER_OF_HOUSEHOLD' AND type(l) <> 'AFFILIATED_WITH'
    RETURN DISTINCT p.id AS id ORDER BY id
  } AS people
  UNION ALL
  CALL (one) {
    MATCH ()-[s:RESIDES_AT {id: one.id}]->() WHERE one.label = 'RESIDES_AT' RETURN s
    UNION ALL MATCH ()-[s:MEMBER_OF_HOUSEHOLD {id: one.id}]->() WHERE one.label = 'MEMBER_OF_HOUSEHOLD' RETURN s
    UNION ALL MATCH ()-[s:AFFILIATED_WITH {id: one.id}]->() WHERE one.label = 'AFFILIATED_WITH' RETURN s
    UNION ALL MATCH ()-[s:INVOLVED_IN {id: one.id}]->() WHERE one.label = 'INVOLVED_IN' RETURN s
    UNION ALL MATCH ()-[s:CAREGIVER_OF {id: one.id}]->() WHERE one.label = 'CAREGIVER_OF' RETURN s
    UNION ALL MATCH ()-[s:MENTOR_OF {id: one.id}]->() WHERE one.label = 'MENTOR_OF' RETURN s
    UNION ALL MATCH ()-[s:SUPPORTS {id: one.id}]->() WHERE one.label = 'SUPPORTS' RETURN s
    UNION ALL MATCH ()-[s:CO_ARRESTED {id: one.id}]->() WHERE one.label = 'CO_ARRESTED' RETURN s
    UNION ALL MATCH ()-[s:CO_PRESENT {id: one.id}]->() WHERE one.label = 'CO_PRESENT' RETURN s
    UNION ALL MATCH ()-[s:CO_FIO {id: one.id}]->() WHERE one.label = 'CO_FIO' RETURN s
    UNION ALL MATCH ()-[s:WISHES_ABOUT {id: one.id}]->() WHERE one.label = 'WISHES_ABOUT' RETURN s
    UNION ALL MATCH ()-[s:ASSESSED_FOR {id: one.id}]->() WHERE one.label = 'ASSESSED_FOR' RETURN s
    UNION ALL MATCH ()-[s:CONTACTED {id: one.id}]->() WHERE one.label = 'CONTACTED' RETURN s
    UNION ALL MATCH ()-[s:NOTIFIED_FOR {id: one.id}]->() WHERE one.label = 'NOTIFIED_FOR' RETURN s
    UNION ALL MATCH ()-[s:RESTRAINED_FROM {id: one.id}]->() WHERE one.label = 'RESTRAINED_FROM' RETURN s
    UNION ALL MATCH ()-[s:HARMED {id: one.id}]->() WHERE one.label = 'HARMED' RETURN s
    UNION ALL MATCH ()-[s:REFUSES_CONTACT_WITH {id: one.id}]->() WHERE one.label = 'REFUSES_CONTACT_WITH' RETURN s
    UNION ALL MATCH ()-[s:WITNESS_AGAINST {id: one.id}]->() WHERE one.label = 'WITNESS_AGAINST' RETURN s
    UNION ALL MATCH ()-[s:LIVE_CONFLICT_WITH {id: one.id}]->() WHERE one.label = 'LIVE_CONFLICT_WITH' RETURN s
    UNION ALL MATCH ()-[s:KIN_OF {id: one.id}]->() WHERE one.label = 'KIN_OF' RETURN s
    UNION ALL MATCH ()-[s:UNION_WITH {id: one.id}]->() WHERE one.label = 'UNION_WITH' RETURN s
    UNION ALL MATCH ()-[s:GUARDIAN_OF {id: one.id}]->() WHERE one.label = 'GUARDIAN_OF' RETURN s
    UNION ALL MATCH ()-[s:RIVAL_OF {id: one.id}]->() WHERE one.label = 'RIVAL_OF' RETURN s
    UNION ALL MATCH ()-[s:ALLIED_WITH {id: one.id}]->() WHERE one.label = 'ALLIED_WITH' RETURN s
  }
  RETURN elementId(s) AS element, properties(s) AS facts, [n IN [startNode(s), endNode(s)] WHERE n:Person | n.id] AS people
}
RETURN DISTINCT one.label AS label, one.id AS id, element, people, facts
ORDER BY label, id, element
LIMIT 20000
