// What decides one request, for its asker alone: revision, purpose still open, team, caseloads, consents, classes.
// params: user STRING, agency STRING, handle_id STRING, case_id STRING, now DATETIME, today DATE,
// verbal_since DATE, known_classes INTEGER, with_programme BOOLEAN, listed LIST<STRING>
// returns: revision INTEGER, purpose_open BOOLEAN, on_team BOOLEAN, caseload LIST<STRING>, team LIST<STRING>,
// programme LIST<STRING>, consents LIST<MAP>, class_count INTEGER, classes LIST<MAP>, timed BOOLEAN, glass LIST<STRING>,
// merged LIST<MAP>
//
// The revision is read first of all, in a part of its own, so that what is kept under it is never older than it: a plan
// is free to take the columns of one part in any order.
// `timed`: a turn of duty, a broken glass or a revoked consent makes this true only until some moment of the day.
// `glass`: people for whom the glass is broken under this purpose, approved, or young enough to be approved still.
WITH COLLECT { MATCH (r:Revision {id: 'graph'}) RETURN r.n } AS revisions
WITH
  revisions,
  EXISTS { MATCH (u:Purpose {id: $handle_id, user: $user}) WHERE u.closed_at IS NULL } AS purpose_open,
  EXISTS {
    MATCH (:Staff {id: $user})-[t:ON_TEAM]->(:Case {id: $case_id})
    WHERE (t.valid_from IS NULL OR t.valid_from <= $today) AND (t.valid_to IS NULL OR t.valid_to >= $today)
  } AS on_team,
  COLLECT {
    MATCH (s:Staff {id: $user})
    CALL (s) {
      MATCH (s)-[a:ASSIGNED_TO]->(p:Person)
      WHERE a.valid_from <= $today AND (a.valid_to IS NULL OR a.valid_to >= $today)
      RETURN p
      UNION
      MATCH (s)<-[:REFERRED_TO]-(r:Referral)-[:REFERRAL_OF]->(p:Person)
      WHERE r.state IN ['ACCEPTED', 'IN_PROGRESS']
        AND (r.valid_from IS NULL OR r.valid_from <= $today) AND (r.valid_to IS NULL OR r.valid_to >= $today)
      RETURN p
      UNION
      MATCH (s)-[c:ON_CALL_FOR]->(p:Person)
      WHERE c.starts_at <= $now AND c.ends_at > $now
      RETURN p
    }
    RETURN DISTINCT p.id AS id ORDER BY id
  } AS caseload,
  COLLECT {
    MATCH (:Staff {id: $user})<-[:SUPERVISED_BY]-(s:Staff)
    CALL (s) {
      MATCH (s)-[a:ASSIGNED_TO]->(p:Person)
      WHERE a.valid_from <= $today AND (a.valid_to IS NULL OR a.valid_to >= $today)
      RETURN p
      UNION
      MATCH (s)<-[:REFERRED_TO]-(r:Referral)-[:REFERRAL_OF]->(p:Person)
      WHERE r.state IN ['ACCEPTED', 'IN_PROGRESS']
        AND (r.valid_from IS NULL OR r.valid_from <= $today) AND (r.valid_to IS NULL OR r.valid_to >= $today)
      RETURN p
      UNION
      MATCH (s)-[c:ON_CALL_FOR]->(p:Person)
      WHERE c.starts_at <= $now AND c.ends_at > $now
      RETURN p
    }
    RETURN DISTINCT p.id AS id ORDER BY id
  } AS team,
  COLLECT {
    MATCH (p:Person)-[:ENROLLED_IN]->(e:Enrolment)
    WHERE $with_programme AND e.status IN $listed
      AND (e.valid_from IS NULL OR e.valid_from <= $today) AND (e.valid_to IS NULL OR e.valid_to >= $today)
    RETURN p.id + '|' + toString(e.cls) AS id ORDER BY id
  } AS programme,
  COUNT { MATCH (c:AccessClass) } AS class_count,
  COLLECT {
    MATCH (g:BreakGlass {user: $user, handle: $handle_id})
    WHERE g.refused_at IS NULL AND CASE WHEN g.approved_at IS NULL THEN g.approve_by ELSE g.ends_at END > $now
    RETURN DISTINCT g.person AS id ORDER BY id
  } AS glass,
  EXISTS { MATCH (g:BreakGlass {user: $user}) WHERE g.ends_at > $now } AS glass_timed,
  EXISTS {
    MATCH (:Staff {id: $user})<-[:SUPERVISED_BY]-{0,1}(:Staff)-[c:ON_CALL_FOR]->(:Person)
    WHERE c.ends_at > $now
  } AS on_duty
RETURN
  coalesce(head(revisions), 0) AS revision,
  purpose_open,
  on_team,
  caseload,
  team,
  programme,
  COLLECT {
    UNWIND caseload + team + [key IN programme | split(key, '|')[0]] AS id
    WITH DISTINCT id
    MATCH (c:Consent)-[f:CONSENT_FOR]->(p:Person {id: id})
    WHERE $agency IN c.recipients AND c.signed_on <= $today
      AND (c.expires_on IS NULL OR c.expires_on >= $today)
      AND (c.revoked_at IS NULL OR c.revoked_at > $now)
      AND (c.form <> 'VERBAL_WITNESSED' OR c.signed_on >= $verbal_since)
      AND NOT EXISTS {
        OPTIONAL MATCH (c)-[:GRANTED_BY]->(g:Person)
        WITH g, [(p)-[:HAS_BIRTH]->(b) WHERE b.born_on IS NOT NULL | b.born_on] AS born,
          [(g)-[w:GUARDIAN_OF]->(p) | (w.valid_from IS NULL OR w.valid_from <= $today)
            AND (w.valid_to IS NULL OR w.valid_to >= $today)
            AND NOT coalesce(w.sealed, false) AND coalesce(w.verification, '') <> 'DISPROVEN'] AS guards
        WITH g, born, guards, born <> [] AND all(b IN born WHERE b <= $today - duration({years: 18})) AS adult
        WHERE (g <> p AND (c.capacity = 'SELF'
            OR EXISTS { MATCH (g)-[h:HARMED|APART]-(x:Person)
              WHERE (startNode(h) = g AND h.status <> 'UNSUPPORTED')
                OR (type(h) = 'APART' AND (x = p OR EXISTS { (x)-[:KIN_OF]-(p) })) }
            OR EXISTS { MATCH (g)-[t:KIN_OF|UNION_WITH|GUARDIAN_OF|CAREGIVER_OF|SUPPORTS]-(p) WHERE t.tone = 'ABUSIVE' }
            OR EXISTS { MATCH (g)-[o:RESTRAINED_FROM]->(p) WHERE coalesce(o.status, '') <> 'VACATED' }))
          OR (c.capacity = 'GUARDIAN' AND (EXISTS { MATCH (g)-[k:KIN_OF]-(p) WHERE k.rights_ended_on IS NOT NULL }
            OR (none(holds IN guards WHERE holds) AND (adult OR guards <> []))
            OR (adult AND any(b IN born WHERE b > c.signed_on - duration({years: 18})))))
        RETURN g
      }
    RETURN {id: c.id, person: p.id, record: coalesce(f.end_record, p.id), recorded_at: c.recorded_at,
      scope: coalesce(c.scope, []), exceptions: coalesce(c.exceptions, [])} AS consent
    ORDER BY c.id
  } AS consents,
  class_count,
  CASE WHEN class_count = $known_classes THEN [] ELSE COLLECT {
    MATCH (c:AccessClass)
    RETURN {id: c.id, compartment: c.compartment, owner: c.owner, sensitivity: c.sensitivity, sharing: c.sharing} AS class
    ORDER BY c.id
  } END AS classes,
  on_duty OR glass_timed OR EXISTS {
    UNWIND caseload + team + [key IN programme | split(key, '|')[0]] AS id
    MATCH (c:Consent)-[:CONSENT_FOR]->(:Person {id: id})
    WHERE c.revoked_at > $now
  } AS timed,
  glass,
  COLLECT {
    MATCH (o:Person)-[:MERGED_INTO]->(:Person)
    WITH o
    MATCH (o)-[way:MERGED_INTO*1..20]->(one:Person)
    WHERE NOT EXISTS { (one)-[:MERGED_INTO]->() }
    // since when they are this person: by way of a third record, since the latest of the merges
    RETURN {record: o.id, one: one.id, at: reduce(last = head(way).at, g IN way | CASE WHEN g.at > last THEN g.at ELSE last END)}
      AS merged ORDER BY o.id
  } AS merged
ORDER BY revision
LIMIT 1
