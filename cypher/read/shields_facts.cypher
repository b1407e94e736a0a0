// Every rare protective fact of the whole graph, or of those that touch some people at either end: kept in memory, it acts for everyone.
// params: ids LIST<STRING>
// returns: kind STRING, a STRING, b STRING, id STRING, code STRING, status STRING, conditions LIST<STRING>, at DATE,
// ends DATE, ended DATE, erased BOOLEAN, contested BOOLEAN, untrue BOOLEAN, by STRING, settles LIST<STRING>, plans LIST<STRING>,
// moved DATE, origin STRING, revision INTEGER, own BOOLEAN
//
// `ids` null: the whole graph. The words are those of safety_facts, which a live test compares with what this becomes.
CALL () {
  CALL () {
    WITH 1 AS whole
    WHERE $ids IS NULL
    MATCH ()-[s:RESTRAINED_FROM|HARMED|WITNESS_AGAINST|REFUSES_CONTACT_WITH|WISHES_ABOUT|CONTACTED|LIVE_CONFLICT_WITH
      |POSSIBLY_SAME_AS|SCREENED_FOR|APART]->()
    RETURN s
    UNION
    UNWIND $ids AS id
    MATCH (:Person {id: id})-[s:RESTRAINED_FROM|HARMED|WITNESS_AGAINST|REFUSES_CONTACT_WITH|WISHES_ABOUT|CONTACTED
      |LIVE_CONFLICT_WITH|POSSIBLY_SAME_AS|SCREENED_FOR|APART]-()
    RETURN s
  }
  WITH s, CASE type(s)
    WHEN 'RESTRAINED_FROM' THEN {kind: 'ORDER', code: s.type, status: coalesce(s.status, 'ACTIVE'),
      conditions: s.conditions, at: s.issued_on,
      ends: CASE WHEN s.valid_to < s.expires_on OR s.expires_on IS NULL THEN s.valid_to ELSE s.expires_on END,
      ended: s.ended_on}
    WHEN 'HARMED' THEN {kind: 'HARM', code: s.type, status: s.status, at: s.valid_from, ends: s.valid_to}
    WHEN 'WITNESS_AGAINST' THEN {kind: 'WITNESS', code: 'WITNESS', status: coalesce(s.matter, 'OPEN'), at: s.stated_at,
      ends: s.valid_to}
    WHEN 'REFUSES_CONTACT_WITH' THEN {kind: 'REFUSAL', at: s.stated_at, ends: s.valid_to}
    WHEN 'WISHES_ABOUT' THEN {kind: 'WISH', origin: s.end_record, code: s.wish, at: s.stated_at, ends: s.valid_to,
      own: s.stated_as = 'PERSON' AND s.stated_by IN [startNode(s).id, s.start_record]}
    WHEN 'CONTACTED' THEN {kind: 'ATTEMPT', origin: s.start_record, code: s.outcome, at: date(s.at), ends: s.valid_to,
      own: s.inbound}
    WHEN 'LIVE_CONFLICT_WITH' THEN {kind: 'CONFLICT', at: coalesce(s.stated_at, s.valid_from),
      ends: CASE WHEN s.valid_to < s.until THEN s.valid_to ELSE s.until END}
    WHEN 'POSSIBLY_SAME_AS' THEN {kind: 'MATCH', status: s.state,
      code: CASE WHEN s.state = 'DIFFERENT' AND s.held THEN 'PLAUSIBLE' ELSE s.state END}
    WHEN 'APART' THEN {kind: 'APART_' + s.reach, code: s.reach, at: s.since, ended: s.since}
    ELSE {kind: 'SCREEN', code: s.result, status: s.mode, at: s.at, by: s.by, settles: s.settles,
      revision: s.revision,
      ended: coalesce(s.voided_on, head(COLLECT {
        UNWIND [startNode(s), endNode(s)] AS who
        MATCH (who)-[m:POSSIBLY_SAME_AS]-()
        WHERE s.result = 'CLEAR' AND m.decided_on IS NOT NULL
          AND CASE WHEN s.revision IS NULL THEN s.at <= m.decided_on ELSE s.revision < m.revision END
        RETURN m.decided_on AS day ORDER BY day
      }))}
  END AS f
  WHERE (f.kind <> 'ATTEMPT' OR (f.code IN ['ASKED_NOT_TO_CONTACT', 'DECEASED', 'SPOKE_WILLING']
      AND NOT (f.code = 'SPOKE_WILLING' AND coalesce(s.against_line, false))))
    AND (f.kind <> 'MATCH' OR f.code IN ['PLAUSIBLE', 'SAME'])
  RETURN startNode(s) AS a, endNode(s) AS b, s, f
  UNION ALL
  CALL () {
    WITH 1 AS whole
    WHERE $ids IS NULL
    MATCH ()-[s:KIN_OF|UNION_WITH|GUARDIAN_OF|CAREGIVER_OF|MENTOR_OF|SUPPORTS]->()
    WHERE s.tone = 'ABUSIVE' OR s.rights_ended_on IS NOT NULL
    RETURN s
    UNION
    UNWIND $ids AS id
    MATCH (:Person {id: id})-[s:KIN_OF|UNION_WITH|GUARDIAN_OF|CAREGIVER_OF|MENTOR_OF|SUPPORTS]-()
    WHERE s.tone = 'ABUSIVE' OR s.rights_ended_on IS NOT NULL
    RETURN s
  }
  UNWIND CASE WHEN s.tone = 'ABUSIVE' THEN [{kind: 'TONE', code: 'ABUSIVE', at: s.stated_at, ends: s.valid_to}] ELSE [] END
    + CASE WHEN type(s) = 'KIN_OF' AND s.rights_ended_on IS NOT NULL
        THEN [{kind: 'RIGHTS', code: 'RIGHTS_ENDED', at: s.rights_ended_on}] ELSE [] END AS f
  RETURN startNode(s) AS a, endNode(s) AS b, s, f
  UNION ALL
  // one record's own word for the household: hers where it is abusive, else the other's, and once however often they were there
  CALL () {
    WITH 1 AS whole
    WHERE $ids IS NULL
    MATCH ()-[m:MEMBER_OF_HOUSEHOLD]->(h:Household)
    WHERE m.tone = 'ABUSIVE'
    WITH DISTINCT h
    MATCH (a:Person)-[t:MEMBER_OF_HOUSEHOLD]->(h)<-[u:MEMBER_OF_HOUSEHOLD]-(b:Person)
    WHERE (t.tone = 'ABUSIVE' OR u.tone = 'ABUSIVE') AND a <> b
    RETURN a, b, t, u
    UNION
    UNWIND $ids AS id
    MATCH (a:Person {id: id})-[t:MEMBER_OF_HOUSEHOLD]->(:Household)<-[u:MEMBER_OF_HOUSEHOLD]-(b:Person)
    WHERE (t.tone = 'ABUSIVE' OR u.tone = 'ABUSIVE') AND a <> b
    RETURN a, b, t, u
    UNION
    UNWIND $ids AS id
    MATCH (b:Person {id: id})-[u:MEMBER_OF_HOUSEHOLD]->(:Household)<-[t:MEMBER_OF_HOUSEHOLD]-(a:Person)
    WHERE (t.tone = 'ABUSIVE' OR u.tone = 'ABUSIVE') AND a <> b
    RETURN a, b, t, u
  }
  WITH DISTINCT a, b, CASE WHEN t.tone = 'ABUSIVE' THEN t ELSE u END AS s
  RETURN a, b, s, {kind: 'HOME_TONE', code: 'ABUSIVE', at: s.stated_at, ends: s.valid_to} AS f
  UNION ALL
  CALL () {
    WITH 1 AS whole
    WHERE $ids IS NULL
    MATCH (a:Person)-[v:INVOLVED_IN]->(i:Incident)<-[w:INVOLVED_IN]-(b:Person)
    WHERE v.role IN ['VICTIM', 'WITNESS'] AND w.role IN ['SUSPECT', 'DEFENDANT', 'ADVERSE', 'ARRESTEE'] AND a <> b
    RETURN a, b, v, w, i
    UNION
    UNWIND $ids AS id
    MATCH (a:Person {id: id})-[v:INVOLVED_IN]->(i:Incident)<-[w:INVOLVED_IN]-(b:Person)
    WHERE v.role IN ['VICTIM', 'WITNESS'] AND w.role IN ['SUSPECT', 'DEFENDANT', 'ADVERSE', 'ARRESTEE'] AND a <> b
    RETURN a, b, v, w, i
    UNION
    UNWIND $ids AS id
    MATCH (b:Person {id: id})-[w:INVOLVED_IN]->(i:Incident)<-[v:INVOLVED_IN]-(a:Person)
    WHERE v.role IN ['VICTIM', 'WITNESS'] AND w.role IN ['SUSPECT', 'DEFENDANT', 'ADVERSE', 'ARRESTEE'] AND a <> b
    RETURN a, b, v, w, i
  }
  RETURN a, b, v AS s, {kind: 'INCIDENT', code: v.role,
    status: CASE WHEN coalesce(w.sealed, false) OR coalesce(i.sealed, false) THEN 'CLOSED'
      ELSE coalesce(i.matter, 'CLOSED') END} AS f
  UNION ALL
  CALL () {
    WITH 1 AS whole
    WHERE $ids IS NULL
    MATCH (a:Person)-[:ALERTED_BY|HAS_DEATH]->(s)
    RETURN a, s
    UNION
    UNWIND $ids AS id
    MATCH (a:Person {id: id})-[:ALERTED_BY|HAS_DEATH]->(s)
    RETURN a, s
  }
  RETURN a, null AS b, s, CASE WHEN s:SafetyAlert
    THEN {kind: 'ALERT', code: s.kind, status: s.status, at: s.stated_at, ends: s.valid_to}
    ELSE {kind: 'DEATH', at: s.died_on} END AS f
  UNION ALL
  CALL () {
    WITH 1 AS whole
    WHERE $ids IS NULL
    MATCH (a:Person)-[s:RESIDES_AT]->()
    WHERE coalesce(s.confidential, false) OR s.kind = 'SHELTER'
    RETURN a, s
    UNION
    WITH 1 AS whole
    WHERE $ids IS NULL
    MATCH (:Household {kind: 'SHELTER'})<-[s:MEMBER_OF_HOUSEHOLD]-(a:Person)
    RETURN a, s
    UNION
    UNWIND $ids AS id
    MATCH (a:Person {id: id})-[s:RESIDES_AT|MEMBER_OF_HOUSEHOLD]->(home)
    WHERE coalesce(s.confidential, false) OR s.kind = 'SHELTER' OR (home:Household AND home.kind = 'SHELTER')
    RETURN a, s
  }
  RETURN a, null AS b, s, {kind: 'ADDRESS', code: s.kind, at: s.stated_at, ends: s.valid_to} AS f
  UNION ALL
  CALL () {
    WITH 1 AS whole
    WHERE $ids IS NULL
    MATCH (a:Person)-[:HELD_BY]->(s:Hold)
    RETURN a, s
    UNION
    UNWIND $ids AS id
    MATCH (a:Person {id: id})-[:HELD_BY]->(s:Hold)
    RETURN a, s
    UNION
    UNWIND $ids AS id
    MATCH (:Person {id: id})<-[:HOLD_FOR]-(s:Hold)<-[:HELD_BY]-(a:Person)
    RETURN a, s
  }
  RETURN a, null AS b, s, {kind: 'HOLD', at: s.placed_on, ends: s.ends_on,
    ended: CASE WHEN s.ended_by IS NULL THEN null ELSE s.placed_on END, by: s.ended_by,
    plans: COLLECT { MATCH (s)-[:HOLD_FOR]->(p:Person) RETURN DISTINCT p.id AS plan ORDER BY plan }} AS f
}
RETURN f.kind AS kind, a.id AS a, b.id AS b, s.id AS id, coalesce(f.code, '') AS code, coalesce(f.status, '') AS status,
  coalesce(f.conditions, []) AS conditions, f.at AS at, f.ends AS ends, f.ended AS ended,
  coalesce(s.sealed, false) OR s.erased_at IS NOT NULL AS erased, s.contested_at IS NOT NULL AS contested,
  coalesce(s.verification, '') = 'DISPROVEN' AS untrue, coalesce(f.by, '') AS by, coalesce(f.settles, []) AS settles,
  coalesce(f.plans, []) AS plans, s.moved_on AS moved,
  coalesce(f.origin, '') AS origin, f.revision AS revision, coalesce(f.own, false) AS own
ORDER BY kind, id, a, b
LIMIT 5000000
