// The facts that may conceal some people: protected witnesses and sources, and in what is about a focal person those harmed by or witnesses against that person.
// params: ids LIST<STRING>, focal_ids LIST<STRING>
// returns: relative STRING, record STRING, fact STRING, id STRING, other STRING, code STRING, status STRING,
// conditions LIST<STRING>, acts BOOLEAN, at DATE, ends DATE, ended DATE, erased BOOLEAN, contested BOOLEAN,
// untrue BOOLEAN, by_group BOOLEAN, group_lapsed BOOLEAN, reviewer BOOLEAN, settles LIST<STRING>, focal STRING
//
// A record that may be the same as a focal person's counts as that person's own.
CALL () {
  MATCH (f:Person)-[m:POSSIBLY_SAME_AS]-(t:Person)
  WHERE f.id IN $focal_ids AND m.state IN ['PLAUSIBLE', 'SAME']
  RETURN collect({focal: f.id, twin: t.id}) AS twins
}
WITH twins, $focal_ids + [t IN twins | t.twin] AS mine
UNWIND $ids AS relative
MATCH (r:Person {id: relative})
CALL (r) {
  RETURN r AS rec
  UNION
  MATCH (r)-[m:POSSIBLY_SAME_AS]-(rec:Person)
  WHERE m.state IN ['PLAUSIBLE', 'SAME']
  RETURN rec
}
CALL (rec, mine) {
  MATCH (rec)-[:ALERTED_BY]->(a:SafetyAlert)
  WHERE a.kind IN ['PROTECTED_WITNESS', 'RELOCATED_WITNESS', 'CONFIDENTIAL_SOURCE', 'STAFF_CONFLICT']
  RETURN 'ALERT' AS fact, a AS s, a.id AS id, '' AS other, a.kind AS code, '' AS status, a.valid_to AS ends,
    false AS acts, false AS by_group, '' AS me
  UNION ALL
  MATCH (x:Person)-[h:HARMED]->(rec)
  WHERE x.id IN mine
  RETURN 'HARM' AS fact, h AS s, h.id AS id, x.id AS other, h.type AS code, h.status AS status, h.valid_to AS ends,
    false AS acts, false AS by_group, x.id AS me
  UNION ALL
  MATCH (rec)-[w:WITNESS_AGAINST]->(x:Person)
  CALL (x, mine) {
    WITH x, mine WHERE x.id IN mine
    RETURN x.id AS me, false AS by_group
    UNION
    MATCH (x)-[:AFFILIATED_WITH]->(:Gang)<-[:AFFILIATED_WITH]-(f:Person)
    WHERE f.id IN mine AND f <> x
    RETURN f.id AS me, true AS by_group
  }
  RETURN 'WITNESS' AS fact, w AS s, w.id AS id, x.id AS other, 'WITNESS' AS code, coalesce(w.matter, 'OPEN') AS status,
    w.valid_to AS ends, true AS acts, by_group, me
  UNION ALL
  MATCH (rec)-[v:INVOLVED_IN]->(i:Incident)<-[w:INVOLVED_IN]-(x:Person)
  WHERE v.role IN ['VICTIM', 'WITNESS'] AND w.role IN ['SUSPECT', 'DEFENDANT', 'ADVERSE', 'ARRESTEE'] AND x <> rec
    AND i.matter = 'OPEN'
  CALL (x, mine) {
    WITH x, mine WHERE x.id IN mine
    RETURN x.id AS me, false AS by_group
    UNION
    MATCH (x)-[:AFFILIATED_WITH]->(:Gang)<-[:AFFILIATED_WITH]-(f:Person)
    WHERE f.id IN mine AND f <> x
    RETURN f.id AS me, true AS by_group
  }
  RETURN 'INCIDENT' AS fact, v AS s, v.id AS id, x.id AS other, v.role AS code,
    CASE WHEN coalesce(w.sealed, false) OR coalesce(i.sealed, false) THEN 'CLOSED' ELSE i.matter END AS status,
    null AS ends, true AS acts, by_group, me
}
UNWIND CASE WHEN me = '' THEN [''] ELSE [f IN $focal_ids WHERE f = me] + [t IN twins WHERE t.twin = me | t.focal] END AS focal
RETURN DISTINCT relative, rec.id AS record, fact, id, CASE WHEN by_group THEN other ELSE focal END AS other, code, status, [] AS conditions, acts, null AS at, ends, null AS ended,
  coalesce(s.sealed, false) OR s.erased_at IS NOT NULL AS erased, s.contested_at IS NOT NULL AS contested,
  coalesce(s.verification, '') = 'DISPROVEN' AS untrue, by_group, false AS group_lapsed, false AS reviewer,
  [] AS settles, focal
ORDER BY relative, focal, fact, id, other
LIMIT 20000
