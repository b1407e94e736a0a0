// The people whom plans are about, as the asker may see them: age, name, enrolment, removal, consents, the workers, the order feed's age.
// params: person_ids LIST<STRING>, as_of DATE, today DATE, verbal_since DATE, allowed LIST<INTEGER>,
// consent_classes LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>, circle LIST<STRING>, kin_circle LIST<STRING>
// returns: person STRING, names LIST<MAP>, births LIST<MAP>, enrolments LIST<MAP>, removals LIST<MAP>, carers LIST<STRING>,
// consents LIST<MAP>, workers LIST<MAP>, reorderings LIST<MAP>, visible BOOLEAN, feed_as_of DATETIME
MATCH (p:Person)
WHERE p.id IN $person_ids
RETURN p.id AS person,
  COLLECT { MATCH (p)-[:HAS_NAME]->(s)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
      AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
    RETURN {id: s.id, given: s.given, family: s.family, kind: s.kind, owner: s.owner} AS name ORDER BY s.id } AS names,
  COLLECT { MATCH (p)-[:HAS_BIRTH]->(s)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
    RETURN {id: s.id, born_on: toString(s.born_on), sex: s.sex} AS birth ORDER BY s.id } AS births,
  COLLECT { MATCH (p)-[:ENROLLED_IN]->(s)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
    RETURN {id: s.id, status: s.status, lead_agency: s.lead_agency,
      lead_sector: head(COLLECT { MATCH (y:Agency {id: s.lead_agency}) RETURN y.sector }), next_action: s.next_action, at: toString(s.enrolled_on),
      due: toString(s.next_action_due), owner: s.owner,
      then: (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of),
      now: (s.valid_from IS NULL OR s.valid_from <= $today) AND (s.valid_to IS NULL OR s.valid_to >= $today)} AS enrolment ORDER BY s.enrolled_on DESC, s.id } AS enrolments,
  COLLECT { MATCH (p)-[:REMOVED]->(s)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
    RETURN {id: s.id, removed_on: toString(s.removed_on), caregivers: [c IN s.caregivers | coalesce(head([
        (:Person {id: c})-[:MERGED_INTO*1..20]->(o) WHERE NOT EXISTS { (o)-[:MERGED_INTO]->() } | o.id]), c)], owner: s.owner} AS removal
    ORDER BY s.removed_on DESC, s.id } AS removals,
  COLLECT { MATCH (c:Person)-[a:MEMBER_OF_HOUSEHOLD]->(h:Household)<-[b:MEMBER_OF_HOUSEHOLD]-(p)
    WHERE (a.cls IN $allowed OR a.case_id IN $cases OR (a.cls IN $consent_classes AND c.id IN $consented))
      AND (b.cls IN $allowed OR b.case_id IN $cases OR (b.cls IN $consent_classes AND p.id IN $consented))
      AND any(day IN [$as_of, $today] WHERE all(s IN [a, b]
        WHERE (s.valid_from IS NULL OR s.valid_from <= day) AND (s.valid_to IS NULL OR s.valid_to >= day)))
      AND (h.cls IN $allowed OR h.case_id IN $cases) AND coalesce(h.kind, 'FAMILY') = 'FAMILY'
      AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND c.id IN $kin_circle))
    RETURN DISTINCT c.id ORDER BY c.id } AS carers,
  COLLECT { MATCH (c:Consent)-[:CONSENT_FOR]->(p)
    RETURN {id: c.id, capacity: c.capacity, form: c.form, recipients: c.recipients, contact: coalesce(c.contact, true),
      signed_on: toString(c.signed_on), expires_on: toString(c.expires_on), revoked_at: toString(c.revoked_at),
      stale: c.form = 'VERBAL_WITNESSED' AND c.signed_on < $verbal_since,
      may: NOT EXISTS {
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
      }} AS consent
    ORDER BY c.id } AS consents,
  COLLECT { MATCH (w:Staff)-[a:ASSIGNED_TO]->(p)
    WHERE a.valid_from <= $today AND (a.valid_to IS NULL OR a.valid_to >= $today) AND ($circle IS NULL OR p.id IN $circle)
    MATCH (w)-[:WORKS_FOR]->(y:Agency)
    RETURN {id: w.id, name: w.name, agency: y.id, sector: y.sector, languages: coalesce(w.languages, []),
      lead: coalesce(a.lead, false), since: toString(a.valid_from), conflict: EXISTS { MATCH (w)-[:IS_PERSON]->(:Person)-[m:POSSIBLY_SAME_AS*0..1]-(:Person)-[:ALERTED_BY]->(:SafetyAlert {kind: 'STAFF_CONFLICT'})
        WHERE all(x IN m WHERE x.state IN ['PLAUSIBLE', 'SAME']) }} AS worker
    ORDER BY w.id, worker.lead, a.valid_from DESC, a.id } AS workers,
  COLLECT { MATCH (p)<-[:ORDER_FOR]-(s:RelativeOrder)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle)
    RETURN {id: s.id, by: s.stated_by, on: toString(s.stated_at), why: s.why, owner: s.owner, relatives: s.relatives,
      ours: s.ours} AS reordering
    ORDER BY s.revision DESC, s.id LIMIT 1 } AS reorderings,
  EXISTS { MATCH (p)-[:HAS_NAME|HAS_BIRTH|ENROLLED_IN|REMOVED]->(s)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented)) AND ($circle IS NULL OR p.id IN $circle) }
  OR EXISTS { MATCH (p)-[s:KIN_OF]-(q:Person)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND q.id IN $consented))
      AND ($kin_circle IS NULL OR (p.id IN $kin_circle AND q.id IN $kin_circle)) } AS visible,
  head(COLLECT { MATCH (f:Feed {id: 'orders'}) RETURN f.as_of }) AS feed_as_of
ORDER BY person
LIMIT 500
