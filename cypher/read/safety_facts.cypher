// Every protective fact about some relatives of each of some people, whoever owns it: orders, harm, witness, refusals, holds, screens, ages.
// params: plans LIST<MAP>, relatives MAP, today DATE
// returns: person STRING, relative STRING, record STRING, fact STRING, id STRING, other STRING, code STRING, status STRING,
// conditions LIST<STRING>, acts BOOLEAN, at DATE, ends DATE, ended DATE, erased BOOLEAN, contested BOOLEAN,
// untrue BOOLEAN, by_group BOOLEAN, group_lapsed BOOLEAN, reviewer BOOLEAN, settles LIST<STRING>, moved DATE,
// origin STRING, revision INTEGER, own BOOLEAN
//
// A plan: person, selves (that person's records), sphere (that person's people, the records among them).
// `relatives`: person → ids; not in the plan, since each row would count the whole list.
//
// A step along one type costs as much as a look at all of a person's ties, so the rare types are read in one step.
UNWIND $plans AS plan
WITH plan.person AS person, plan.selves AS selves, plan.sphere AS sphere, COLLECT {
  MATCH (x:Person)-[m:AFFILIATED_WITH]->(:Gang)<-[n:AFFILIATED_WITH]-(me:Person)
  WHERE me.id IN plan.selves AND NOT x.id IN plan.selves
  RETURN {id: x.id, standing: NOT (coalesce(m.sealed, false) OR coalesce(n.sealed, false)
    OR coalesce(m.status IN ['EXITED', 'PURGED'], false) OR coalesce(n.status IN ['EXITED', 'PURGED'], false)
    OR coalesce(m.retain_until < $today, false) OR coalesce(n.retain_until < $today, false)
    OR coalesce(m.valid_to < $today, false) OR coalesce(n.valid_to < $today, false))} AS mate
} AS mates
WITH person, selves, sphere, [m IN mates | m.id] AS mates, [m IN mates WHERE m.standing | m.id] AS standing
UNWIND $relatives[person] AS relative
MATCH (r:Person {id: relative})
UNWIND [r] + COLLECT {
  MATCH (r)-[m:POSSIBLY_SAME_AS]-(twin:Person)
  WHERE m.state IN ['PLAUSIBLE', 'SAME'] AND NOT twin.id IN selves
  RETURN DISTINCT twin
} AS rec
WITH person, selves, sphere, relative, r, rec, mates, standing, COLLECT {
  MATCH (rec)-[s:RESTRAINED_FROM|HARMED|ALERTED_BY|WITNESS_AGAINST|HAS_DEATH|REFUSES_CONTACT_WITH|WISHES_ABOUT|CONTACTED
    |LIVE_CONFLICT_WITH|POSSIBLY_SAME_AS|HELD_BY|SCREENED_FOR|APART]-(x)
  RETURN {s: s, type: type(s), acts: startNode(s) = rec, x: x}
} AS rare, COLLECT {
  MATCH (rec)-[t:KIN_OF|UNION_WITH|GUARDIAN_OF|CAREGIVER_OF|MENTOR_OF|SUPPORTS]-(x:Person)
  WHERE x.id IN sphere
  RETURN {s: t, x: x}
} AS near
UNWIND
  [e IN rare WHERE e.type = 'RESTRAINED_FROM' AND e.x.id IN sphere |
    {fact: 'ORDER', s: e.s, other: e.x.id, code: e.s.type, status: coalesce(e.s.status, 'ACTIVE'),
      conditions: e.s.conditions, acts: e.acts, at: e.s.issued_on,
      ends: CASE WHEN e.s.valid_to < e.s.expires_on OR e.s.expires_on IS NULL THEN e.s.valid_to ELSE e.s.expires_on END,
      ended: e.s.ended_on}]
  + COLLECT {
    UNWIND [e IN rare WHERE e.type = 'HARMED'] AS e
    WITH e.s AS h, e.x AS x, e.acts AS acts
    WITH h, x, acts, [(x)-[:HAS_BIRTH]->(y) WHERE y.born_on IS NOT NULL | y.born_on] AS born, EXISTS {
      (x)-[:HAS_BIRTH]->(y) WHERE y.born_on IS NULL AND (coalesce(y.sealed, false) OR y.erased_at IS NOT NULL)
    } AS lost
    // grown up then by every birth on file: neither a lost day nor an unknown one is a sign of it
    WITH h, x, acts, h.type = 'SEXUAL' AND (lost OR born = []
      OR coalesce(any(b IN born WHERE b > h.valid_from - duration({years: 18})), true)) AS of_child
    WHERE x.id IN sphere OR (of_child AND acts)
    RETURN {fact: 'HARM', s: h, other: x.id, code: CASE WHEN of_child THEN 'SEXUAL_OF_CHILD' ELSE h.type END,
      status: h.status, acts: acts, at: h.valid_from, ends: h.valid_to} AS fact
  }
  + [e IN near WHERE e.s.tone = 'ABUSIVE' |
    {fact: 'TONE', s: e.s, other: e.x.id, code: 'ABUSIVE', at: e.s.stated_at, ends: e.s.valid_to}]
  + COLLECT {
    MATCH (rec)-[t:MEMBER_OF_HOUSEHOLD]->(:Household)<-[u:MEMBER_OF_HOUSEHOLD]-(x:Person)
    WHERE x.id IN sphere AND x <> rec AND (t.tone = 'ABUSIVE' OR u.tone = 'ABUSIVE')
    WITH x, CASE WHEN t.tone = 'ABUSIVE' THEN t ELSE u END AS a
    RETURN {fact: 'TONE', s: a, other: x.id, code: 'ABUSIVE', at: a.stated_at, ends: a.valid_to} AS fact
  }
  + [e IN near WHERE type(e.s) = 'KIN_OF' AND e.x.id IN selves AND e.s.rights_ended_on IS NOT NULL |
    {fact: 'RIGHTS', s: e.s, other: e.x.id, code: 'RIGHTS_ENDED', at: e.s.rights_ended_on}]
  + [e IN rare WHERE e.type = 'ALERTED_BY' |
    {fact: 'ALERT', s: e.x, code: e.x.kind, status: e.x.status, at: e.x.stated_at, ends: e.x.valid_to}]
  + COLLECT {
    MATCH (rec)-[a:RESIDES_AT|MEMBER_OF_HOUSEHOLD]->(home)
    WHERE coalesce(a.confidential, false) OR a.kind = 'SHELTER' OR (home:Household AND home.kind = 'SHELTER')
    RETURN {fact: 'ADDRESS', s: a, code: a.kind, at: a.stated_at, ends: a.valid_to} AS fact
  }
  + [e IN rare WHERE e.type = 'WITNESS_AGAINST' AND e.acts AND (e.x.id IN selves OR e.x.id IN mates) |
    {fact: 'WITNESS', s: e.s, other: e.x.id, code: 'WITNESS', status: coalesce(e.s.matter, 'OPEN'), acts: true,
      at: e.s.stated_at, ends: e.s.valid_to}]
  + COLLECT {
    MATCH (rec)-[v:INVOLVED_IN]->(i:Incident)<-[w:INVOLVED_IN]-(x:Person)
    WHERE v.role IN ['VICTIM', 'WITNESS'] AND w.role IN ['SUSPECT', 'DEFENDANT', 'ADVERSE', 'ARRESTEE'] AND x <> rec
      AND (x.id IN selves OR x.id IN mates)
    RETURN {fact: 'INCIDENT', s: v, other: x.id, code: v.role, acts: true,
      status: CASE WHEN coalesce(w.sealed, false) OR coalesce(i.sealed, false) THEN 'CLOSED'
        ELSE coalesce(i.matter, 'CLOSED') END} AS fact
  }
  + COLLECT { MATCH (rec)-[:HAS_BIRTH]->(b:Birth) RETURN {fact: 'BIRTH', s: b, at: b.born_on} AS fact }
  + [e IN rare WHERE e.type = 'HAS_DEATH' | {fact: 'DEATH', s: e.x, at: e.x.died_on}]
  + [e IN rare WHERE e.type = 'REFUSES_CONTACT_WITH' AND e.x.id IN selves |
    {fact: 'REFUSAL', s: e.s, other: e.x.id, acts: e.acts, at: e.s.stated_at, ends: e.s.valid_to}]
  + [e IN rare WHERE e.type = 'WISHES_ABOUT' AND NOT e.acts AND e.x.id IN selves |
    {fact: 'WISH', s: e.s, other: e.x.id, origin: e.s.end_record, code: e.s.wish, acts: false, at: e.s.stated_at, ends: e.s.valid_to,
      own: e.s.stated_as = 'PERSON' AND e.s.stated_by IN [e.x.id, e.s.start_record]}]
  + [e IN rare WHERE e.type = 'CONTACTED' AND e.acts AND e.s.outcome IN ['ASKED_NOT_TO_CONTACT', 'DECEASED', 'SPOKE_WILLING']
      AND NOT (e.s.outcome = 'SPOKE_WILLING' AND coalesce(e.s.against_line, false)) |
    {fact: 'ATTEMPT', s: e.s, other: e.x.id, origin: e.s.start_record, code: e.s.outcome, acts: true, at: date(e.s.at), ends: e.s.valid_to,
      own: e.s.inbound}]
  + [e IN rare WHERE e.type = 'LIVE_CONFLICT_WITH' AND e.x.id IN selves |
    {fact: 'CONFLICT', s: e.s, other: e.x.id, at: coalesce(e.s.stated_at, e.s.valid_from),
      ends: CASE WHEN e.s.valid_to < e.s.until THEN e.s.valid_to ELSE e.s.until END}]
  + [e IN rare WHERE e.type = 'POSSIBLY_SAME_AS' AND rec = r
      AND (e.s.state IN ['PLAUSIBLE', 'SAME'] OR (e.s.state = 'DIFFERENT' AND e.s.held)) |
    {fact: 'MATCH', s: e.s, other: e.x.id, status: e.s.state,
      code: CASE e.s.state WHEN 'DIFFERENT' THEN 'PLAUSIBLE' ELSE e.s.state END}]
  + [e IN rare WHERE e.type = 'APART' AND ((e.s.reach = 'ALONE' AND e.acts) OR (e.s.reach <> 'ALONE' AND e.x.id IN selves)
      OR (e.s.reach = 'NEAR' AND e.x.id IN sphere) OR (e.s.reach = 'GROUP' AND e.x.id IN mates)) |
    {fact: 'APART', s: e.s, other: e.x.id, code: e.s.reach, at: e.s.since, ended: e.s.since}]
  + COLLECT {
    UNWIND [e IN rare WHERE e.type = 'HELD_BY' | e.x] AS h
    WITH h
    WHERE NOT EXISTS { (h)-[:HOLD_FOR]->(f:Person) WHERE NOT f.id IN selves }
    RETURN {fact: 'HOLD', s: h, at: h.placed_on, ends: h.ends_on,
      ended: CASE WHEN h.ended_by IS NULL THEN null ELSE h.placed_on END,
      reviewer: EXISTS { (u:Staff {id: h.ended_by}) WHERE 'SAFETY_REVIEWER' IN u.roles }} AS fact
  }
  + COLLECT {
    UNWIND [e IN rare WHERE e.type = 'SCREENED_FOR' AND e.acts AND e.x.id IN selves] AS e
    WITH e.s AS c, e.x AS x
    RETURN {fact: 'SCREEN', s: c, other: x.id, code: c.result, status: c.mode, at: c.at, revision: c.revision,
      ended: coalesce(c.voided_on, head(COLLECT {
        UNWIND [rec, x] AS who
        MATCH (who)-[m:POSSIBLY_SAME_AS]-()
        WHERE c.result = 'CLEAR' AND m.decided_on IS NOT NULL
          AND CASE WHEN c.revision IS NULL THEN c.at <= m.decided_on ELSE c.revision < m.revision END
        RETURN m.decided_on AS day ORDER BY day
      })),
      reviewer: EXISTS { (u:Staff {id: c.by}) WHERE 'SAFETY_REVIEWER' IN u.roles }, settles: c.settles} AS fact
  } AS f
WITH person, relative, rec.id AS record, f,
  (f.fact IN ['WITNESS', 'INCIDENT'] OR coalesce(f.code, '') = 'GROUP') AND f.other IN mates AS by_group,
  f.other IN standing AS stands
// Counted, so that no row that waits to be ordered holds the lists above: their memory would grow as the square.
WITH person, relative, record, f, f.s AS s, by_group, by_group AND NOT stands AS group_lapsed, count(*) AS alike
RETURN person, relative, record, f.fact AS fact, s.id AS id, f.other AS other, coalesce(f.code, '') AS code,
  coalesce(f.status, '') AS status, coalesce(f.conditions, []) AS conditions, f.acts AS acts, f.at AS at, f.ends AS ends,
  f.ended AS ended, coalesce(s.sealed, false) OR s.erased_at IS NOT NULL AS erased, s.contested_at IS NOT NULL AS contested,
  coalesce(s.verification, '') = 'DISPROVEN' AS untrue, by_group, group_lapsed,
  coalesce(f.reviewer, false) AS reviewer, coalesce(f.settles, []) AS settles,
  s.moved_on AS moved, coalesce(f.origin, '') AS origin, f.revision AS revision, coalesce(f.own, false) AS own
ORDER BY person, relative, record, fact, id, other
LIMIT 200000
