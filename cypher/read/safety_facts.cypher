// Every protective fact about some relatives of one person, whoever owns it: orders, harm, witness, refusals, holds, screens, ages.
// params: relative_ids LIST<STRING>, self_ids LIST<STRING>, sphere_ids LIST<STRING>, today DATE, adult_since DATE
// returns: relative STRING, record STRING, fact STRING, id STRING, other STRING, code STRING, status STRING,
// conditions LIST<STRING>, acts BOOLEAN, at DATE, ends DATE, ended DATE, erased BOOLEAN, contested BOOLEAN,
// untrue BOOLEAN, by_group BOOLEAN, group_lapsed BOOLEAN, reviewer BOOLEAN, settles LIST<STRING>
UNWIND $relative_ids AS relative
MATCH (r:Person {id: relative})
CALL (r) {
  RETURN r AS rec
  UNION
  MATCH (r)-[m:POSSIBLY_SAME_AS]-(rec:Person)
  WHERE m.state IN ['PLAUSIBLE', 'SAME'] AND NOT rec.id IN $self_ids
  RETURN rec
}
CALL (r, rec) {
  MATCH (rec)-[o:RESTRAINED_FROM]-(x:Person)
  WHERE x.id IN $sphere_ids
  RETURN 'ORDER' AS fact, o AS s, o.id AS id, x.id AS other, o.type AS code, coalesce(o.status, 'ACTIVE') AS status,
    coalesce(o.conditions, []) AS conditions, startNode(o) = rec AS acts, o.issued_on AS at,
    CASE WHEN o.valid_to < o.expires_on OR o.expires_on IS NULL THEN o.valid_to ELSE o.expires_on END AS ends,
    o.ended_on AS ended, false AS by_group, false AS group_lapsed, false AS reviewer, [] AS settles
  UNION ALL
  MATCH (rec)-[h:HARMED]-(x:Person)
  WITH h, x, startNode(h) = rec AS acts,
    h.type = 'SEXUAL' AND NOT any(b IN [(x)-[:HAS_BIRTH]->(y) | y.born_on] WHERE b <= $adult_since) AS of_child
  WHERE x.id IN $sphere_ids OR (of_child AND acts)
  RETURN 'HARM' AS fact, h AS s, h.id AS id, x.id AS other, CASE WHEN of_child THEN 'SEXUAL_OF_CHILD' ELSE h.type END AS code,
    h.status AS status, [] AS conditions, acts, h.valid_from AS at, h.valid_to AS ends, null AS ended,
    false AS by_group, false AS group_lapsed, false AS reviewer, [] AS settles
  UNION ALL
  MATCH (rec)-[t:KIN_OF|UNION_WITH|GUARDIAN_OF|CAREGIVER_OF|MENTOR_OF|SUPPORTS]-(x:Person)
  WHERE x.id IN $sphere_ids AND t.tone = 'ABUSIVE'
  RETURN 'TONE' AS fact, t AS s, t.id AS id, x.id AS other, 'ABUSIVE' AS code, '' AS status, [] AS conditions, null AS acts,
    t.stated_at AS at, t.valid_to AS ends, null AS ended, false AS by_group, false AS group_lapsed, false AS reviewer,
    [] AS settles
  UNION ALL
  MATCH (rec)-[t:MEMBER_OF_HOUSEHOLD]->(:Household)<-[u:MEMBER_OF_HOUSEHOLD]-(x:Person)
  WHERE x.id IN $self_ids AND (t.tone = 'ABUSIVE' OR u.tone = 'ABUSIVE')
  WITH x, CASE WHEN t.tone = 'ABUSIVE' THEN t ELSE u END AS a
  RETURN 'TONE' AS fact, a AS s, a.id AS id, x.id AS other, 'ABUSIVE' AS code, '' AS status, [] AS conditions,
    null AS acts, a.stated_at AS at, a.valid_to AS ends, null AS ended, false AS by_group, false AS group_lapsed,
    false AS reviewer, [] AS settles
  UNION ALL
  MATCH (rec)-[k:KIN_OF]-(x:Person)
  WHERE x.id IN $self_ids AND k.rights_ended_on IS NOT NULL
  RETURN 'RIGHTS' AS fact, k AS s, k.id AS id, x.id AS other, 'RIGHTS_ENDED' AS code, '' AS status, [] AS conditions,
    null AS acts, k.rights_ended_on AS at, null AS ends, null AS ended, false AS by_group, false AS group_lapsed,
    false AS reviewer, [] AS settles
  UNION ALL
  MATCH (rec)-[:ALERTED_BY]->(a:SafetyAlert)
  RETURN 'ALERT' AS fact, a AS s, a.id AS id, null AS other, a.kind AS code, coalesce(a.status, '') AS status, [] AS conditions,
    null AS acts, a.stated_at AS at, a.valid_to AS ends, null AS ended, false AS by_group, false AS group_lapsed,
    false AS reviewer, [] AS settles
  UNION ALL
  MATCH (rec)-[a:RESIDES_AT]->()
  WHERE coalesce(a.confidential, false) OR a.kind = 'SHELTER'
  RETURN 'ADDRESS' AS fact, a AS s, a.id AS id, null AS other, coalesce(a.kind, '') AS code, '' AS status, [] AS conditions,
    null AS acts, a.stated_at AS at, a.valid_to AS ends, null AS ended, false AS by_group, false AS group_lapsed,
    false AS reviewer, [] AS settles
  UNION ALL
  MATCH (rec)-[w:WITNESS_AGAINST]->(x:Person)
  CALL (x) {
    WITH x
    WHERE NOT x.id IN $self_ids
    MATCH (x)-[m:AFFILIATED_WITH]->(:Gang)<-[n:AFFILIATED_WITH]-(me:Person)
    WHERE me.id IN $self_ids
    RETURN count(*) AS shared, sum(CASE WHEN coalesce(m.sealed, false) OR coalesce(n.sealed, false)
      OR m.status IN ['EXITED', 'PURGED'] OR n.status IN ['EXITED', 'PURGED']
      OR coalesce(m.retain_until < $today, false) OR coalesce(n.retain_until < $today, false)
      OR coalesce(m.valid_to < $today, false) OR coalesce(n.valid_to < $today, false) THEN 0 ELSE 1 END) AS standing
  }
  WITH w, x, shared, standing
  WHERE x.id IN $self_ids OR shared > 0
  RETURN 'WITNESS' AS fact, w AS s, w.id AS id, x.id AS other, 'WITNESS' AS code, coalesce(w.matter, 'OPEN') AS status,
    [] AS conditions, true AS acts, w.stated_at AS at, w.valid_to AS ends, null AS ended, shared > 0 AS by_group,
    shared > 0 AND standing = 0 AS group_lapsed, false AS reviewer, [] AS settles
  UNION ALL
  MATCH (rec)-[v:INVOLVED_IN]->(i:Incident)<-[w:INVOLVED_IN]-(x:Person)
  WHERE v.role IN ['VICTIM', 'WITNESS'] AND w.role IN ['SUSPECT', 'DEFENDANT', 'ADVERSE', 'ARRESTEE'] AND x <> rec
  CALL (x) {
    WITH x
    WHERE NOT x.id IN $self_ids
    MATCH (x)-[m:AFFILIATED_WITH]->(:Gang)<-[n:AFFILIATED_WITH]-(me:Person)
    WHERE me.id IN $self_ids
    RETURN count(*) AS shared, sum(CASE WHEN coalesce(m.sealed, false) OR coalesce(n.sealed, false)
      OR m.status IN ['EXITED', 'PURGED'] OR n.status IN ['EXITED', 'PURGED']
      OR coalesce(m.retain_until < $today, false) OR coalesce(n.retain_until < $today, false)
      OR coalesce(m.valid_to < $today, false) OR coalesce(n.valid_to < $today, false) THEN 0 ELSE 1 END) AS standing
  }
  WITH v, w, i, x, shared, standing
  WHERE x.id IN $self_ids OR shared > 0
  RETURN 'INCIDENT' AS fact, v AS s, v.id AS id, x.id AS other, v.role AS code,
    CASE WHEN coalesce(w.sealed, false) OR coalesce(i.sealed, false) THEN 'CLOSED' ELSE coalesce(i.matter, 'CLOSED') END AS status,
    [] AS conditions, true AS acts, null AS at, null AS ends, null AS ended, shared > 0 AS by_group,
    shared > 0 AND standing = 0 AS group_lapsed, false AS reviewer, [] AS settles
  UNION ALL
  MATCH (rec)-[:HAS_BIRTH]->(b:Birth)
  RETURN 'BIRTH' AS fact, b AS s, b.id AS id, null AS other, '' AS code, '' AS status, [] AS conditions, null AS acts,
    b.born_on AS at, null AS ends, null AS ended, false AS by_group, false AS group_lapsed, false AS reviewer, [] AS settles
  UNION ALL
  MATCH (rec)-[:HAS_DEATH]->(d:Death)
  RETURN 'DEATH' AS fact, d AS s, d.id AS id, null AS other, '' AS code, '' AS status, [] AS conditions, null AS acts,
    d.died_on AS at, null AS ends, null AS ended, false AS by_group, false AS group_lapsed, false AS reviewer, [] AS settles
  UNION ALL
  MATCH (rec)-[f:REFUSES_CONTACT_WITH]-(x:Person)
  WHERE x.id IN $self_ids
  RETURN 'REFUSAL' AS fact, f AS s, f.id AS id, x.id AS other, '' AS code, '' AS status, [] AS conditions,
    startNode(f) = rec AS acts, f.stated_at AS at, f.valid_to AS ends, null AS ended, false AS by_group,
    false AS group_lapsed, false AS reviewer, [] AS settles
  UNION ALL
  MATCH (x:Person)-[w:WISHES_ABOUT]->(rec)
  WHERE x.id IN $self_ids
  RETURN 'WISH' AS fact, w AS s, w.id AS id, x.id AS other, w.wish AS code, '' AS status, [] AS conditions, false AS acts,
    w.stated_at AS at, w.valid_to AS ends, null AS ended, false AS by_group, false AS group_lapsed, false AS reviewer,
    [] AS settles
  UNION ALL
  MATCH (rec)-[c:CONTACTED]->(x:Person)
  WHERE c.outcome IN ['ASKED_NOT_TO_CONTACT', 'DECEASED', 'SPOKE_WILLING']
  RETURN 'ATTEMPT' AS fact, c AS s, c.id AS id, x.id AS other, c.outcome AS code, '' AS status, [] AS conditions, true AS acts,
    date(c.at) AS at, c.valid_to AS ends, null AS ended, false AS by_group, false AS group_lapsed, false AS reviewer,
    [] AS settles
  UNION ALL
  MATCH (rec)-[c:LIVE_CONFLICT_WITH]-(x:Person)
  WHERE x.id IN $self_ids
  RETURN 'CONFLICT' AS fact, c AS s, c.id AS id, x.id AS other, '' AS code, '' AS status, [] AS conditions, null AS acts,
    coalesce(c.stated_at, c.valid_from) AS at,
    CASE WHEN c.valid_to < c.until THEN c.valid_to ELSE c.until END AS ends, null AS ended, false AS by_group,
    false AS group_lapsed, false AS reviewer, [] AS settles
  UNION ALL
  MATCH (rec)-[m:POSSIBLY_SAME_AS]-(x:Person)
  WHERE rec = r AND m.state IN ['PLAUSIBLE', 'SAME'] AND NOT x.id IN $self_ids
  RETURN 'MATCH' AS fact, m AS s, m.id AS id, x.id AS other, m.state AS code, '' AS status, [] AS conditions, null AS acts,
    null AS at, null AS ends, null AS ended, false AS by_group, false AS group_lapsed, false AS reviewer, [] AS settles
  UNION ALL
  MATCH (rec)-[:HELD_BY]->(h:Hold)
  WHERE NOT EXISTS { (h)-[:HOLD_FOR]->(f:Person) WHERE NOT f.id IN $self_ids }
  RETURN 'HOLD' AS fact, h AS s, h.id AS id, null AS other, '' AS code, '' AS status, [] AS conditions, null AS acts,
    h.placed_on AS at, h.ends_on AS ends, CASE WHEN h.ended_by IS NULL THEN null ELSE h.placed_on END AS ended,
    false AS by_group, false AS group_lapsed,
    EXISTS { (u:Staff {id: h.ended_by}) WHERE 'SAFETY_REVIEWER' IN u.roles } AS reviewer, [] AS settles
  UNION ALL
  MATCH (rec)-[c:SCREENED_FOR]->(x:Person)
  WHERE x.id IN $self_ids
  RETURN 'SCREEN' AS fact, c AS s, c.id AS id, x.id AS other, c.result AS code, coalesce(c.mode, '') AS status,
    [] AS conditions, null AS acts, c.at AS at, null AS ends, c.voided_on AS ended, false AS by_group, false AS group_lapsed,
    EXISTS { (u:Staff {id: c.by}) WHERE 'SAFETY_REVIEWER' IN u.roles } AS reviewer, coalesce(c.settles, []) AS settles
}
RETURN relative, rec.id AS record, fact, id, other, code, status, conditions, acts, at, ends, ended,
  coalesce(s.sealed, false) OR s.erased_at IS NOT NULL AS erased, s.contested_at IS NOT NULL AS contested,
  coalesce(s.verification, '') = 'DISPROVEN' AS untrue, by_group, group_lapsed, reviewer, settles
ORDER BY relative, record, fact, id, other
LIMIT 200000
