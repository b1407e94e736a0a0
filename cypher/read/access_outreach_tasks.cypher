// What one user is told of the work of reaching people: plans, exceptions and breaches, introductions, requests for outreach.
// params: user STRING, agency STRING, supervisor BOOLEAN, since DATETIME, today DATE
// returns: kind STRING, id STRING, at DATETIME, due_at DATETIME, person STRING, by STRING, agency STRING, reason STRING,
// words STRING, state STRING
//
// Whether the asker may see the person is asked after it, for all: as in access_tasks. `due_at` of a day is its end.
CALL () {
  MATCH (:Staff {id: $user})<-[:SUPERVISED_BY]-(:Staff)-[a:ASSIGNED_TO]->(p:Person)<-[:PLAN_FOR]-(o:OutreachPlan {state: 'PLANNED', owner: $agency})
  WHERE $supervisor AND o.stated_by <> $user AND a.valid_from <= $today AND (a.valid_to IS NULL OR a.valid_to >= $today)
  RETURN DISTINCT 'PLAN_TO_APPROVE' AS kind, o.id AS id, o.recorded_at AS at, null AS due_at, p.id AS person, o.stated_by AS by,
    o.owner AS agency, null AS reason, o.words AS words, o.state AS state
  UNION ALL
  MATCH (o:OutreachPlan {stated_by: $user})-[:PLAN_FOR]->(p:Person)
  WHERE o.decided_at > $since
  RETURN 'PLAN_DECIDED' AS kind, o.id AS id, o.decided_at AS at, null AS due_at, p.id AS person, o.decided_by AS by,
    o.owner AS agency, null AS reason, o.returned_for AS words, o.state AS state
  UNION ALL
  MATCH (:Staff {id: $user})<-[:SUPERVISED_BY]-(:Staff)-[a:ASSIGNED_TO]->(p:Person)<-[n:NOTIFIED_FOR {owner: $agency}]-(:Person)
  WHERE $supervisor AND n.cls <> 0 AND n.exception IS NOT NULL AND n.approved_by IS NULL AND n.returned_for IS NULL AND n.stated_by <> $user
    AND a.valid_from <= $today AND (a.valid_to IS NULL OR a.valid_to >= $today)
  RETURN DISTINCT 'EXCEPTION_TO_APPROVE' AS kind, n.id AS id, n.recorded_at AS at, null AS due_at, p.id AS person,
    n.stated_by AS by, n.owner AS agency, n.exception AS reason, null AS words, 'REQUESTED' AS state
  UNION ALL
  MATCH ()-[n:NOTIFIED_FOR {stated_by: $user}]->(p:Person)
  WHERE n.cls <> 0 AND n.decided_at > $since
  RETURN 'EXCEPTION_DECIDED' AS kind, n.id AS id, n.decided_at AS at, null AS due_at, p.id AS person, n.decided_by AS by,
    n.owner AS agency, n.exception AS reason, n.returned_for AS words,
    CASE WHEN n.approved_by IS NULL THEN 'RETURNED' ELSE 'APPROVED' END AS state
  UNION ALL
  MATCH (:Staff {id: $user})<-[:SUPERVISED_BY]-(s:Staff)
  MATCH ()-[n:NOTIFIED_FOR {stated_by: s.id}]->(p:Person)
  WHERE $supervisor AND n.cls <> 0 AND n.breach AND n.recorded_at > $since
  RETURN 'BREACH_TO_REVIEW' AS kind, n.id AS id, n.recorded_at AS at, null AS due_at, p.id AS person, s.id AS by,
    n.owner AS agency, null AS reason, null AS words, 'NOTICE' AS state
  UNION ALL
  MATCH (:Staff {id: $user})<-[:SUPERVISED_BY]-(s:Staff)
  MATCH (m:FamilyMeeting {stated_by: s.id})-[:MEETING_FOR]->(p:Person)
  WHERE $supervisor AND m.breach AND m.recorded_at > $since
  RETURN 'BREACH_TO_REVIEW' AS kind, m.id AS id, m.recorded_at AS at, null AS due_at, p.id AS person, s.id AS by,
    m.owner AS agency, null AS reason, null AS words, 'MEETING' AS state
  UNION ALL
  MATCH (w:Staff {id: $user})<-[a:ASKED_OF {state: 'ASKED'}]-(i:Introduction)-[:INTRODUCTION_TO]->(r:Person)
  WHERE i.asked_at > $since AND NOT EXISTS { MATCH (w)-[:IS_PERSON]->(:Person)-[m:POSSIBLY_SAME_AS*0..1]-(:Person)-[:ALERTED_BY]->(:SafetyAlert {kind: 'STAFF_CONFLICT'})
    WHERE all(x IN m WHERE x.state IN ['PLAUSIBLE', 'SAME']) }
  RETURN 'INTRODUCTION_ASKED' AS kind, i.id AS id, i.asked_at AS at, datetime(toString(i.due_on) + 'T23:59:59Z') AS due_at,
    r.id AS person, i.by AS by, i.agency AS agency, i.reason AS reason, null AS words, a.state AS state
  UNION ALL
  MATCH (i:Introduction {by: $user})-[a:ASKED_OF {state: 'ACCEPTED'}]->(w:Staff)
  MATCH (i)-[:INTRODUCTION_FOR]->(p:Person)
  WHERE a.answered_at > $since AND NOT EXISTS { MATCH (w)-[:IS_PERSON]->(:Person)-[m:POSSIBLY_SAME_AS*0..1]-(:Person)-[:ALERTED_BY]->(:SafetyAlert {kind: 'STAFF_CONFLICT'})
    WHERE all(x IN m WHERE x.state IN ['PLAUSIBLE', 'SAME']) }
  RETURN 'INTRODUCTION_ACCEPTED' AS kind, i.id AS id, a.answered_at AS at, null AS due_at, p.id AS person, w.id AS by,
    w.agency AS agency, i.reason AS reason, a.words AS words, a.state AS state
  UNION ALL
  MATCH (s:Staff)-[o:OUTREACH_ASKED_FOR {worker: $user}]->(p:Person)
  WHERE o.state IN ['ASKED', 'ACCEPTED']
  RETURN 'OUTREACH_ASKED' AS kind, o.id AS id, datetime(toString(o.asked_on) + 'T00:00:00Z') AS at,
    datetime(toString(o.due_on) + 'T23:59:59Z') AS due_at, p.id AS person, s.id AS by, s.agency AS agency, o.reason AS reason,
    null AS words, o.state AS state
  UNION ALL
  MATCH (:Staff {id: $user})-[o:OUTREACH_ASKED_FOR]->(p:Person)
  WHERE o.answered_at > $since
  RETURN 'OUTREACH_ANSWERED' AS kind, o.id AS id, o.answered_at AS at, null AS due_at, p.id AS person, o.answered_by AS by,
    head(COLLECT { MATCH (w:Staff {id: o.answered_by}) RETURN w.agency }) AS agency, o.reason AS reason, null AS words,
    o.state AS state
}
RETURN kind, id, at, due_at, person, by, agency, reason, words, state
ORDER BY at DESC, kind, id
LIMIT 2000
