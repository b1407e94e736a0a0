// What the asker may see of some relatives for one person's plan: names, what was said and asked, ways to reach them, attempts, notices.
// params: person_id STRING, relative_ids LIST<STRING>, as_of DATE, allowed LIST<INTEGER>,
// consent_classes LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>, circle LIST<STRING>
// returns: relative STRING, names LIST<MAP>, births LIST<MAP>, wishes LIST<MAP>, assessments LIST<MAP>,
// contact_points LIST<MAP>, attempts LIST<MAP>, notices LIST<MAP>
MATCH (p:Person {id: $person_id})
UNWIND $relative_ids AS relative
MATCH (r:Person {id: relative})
RETURN relative,
  COLLECT { MATCH (r)-[:HAS_NAME]->(s)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND r.id IN $consented)) AND ($circle IS NULL OR r.id IN $circle)
      AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
    RETURN {id: s.id, given: s.given, family: s.family, kind: s.kind, owner: s.owner} AS name ORDER BY s.id } AS names,
  COLLECT { MATCH (r)-[:HAS_BIRTH]->(s)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND r.id IN $consented)) AND ($circle IS NULL OR r.id IN $circle)
    RETURN {id: s.id, born_on: s.born_on, sex: s.sex} AS birth ORDER BY s.id } AS births,
  COLLECT { MATCH (p)-[s:WISHES_ABOUT]->(r)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND r.id IN $consented))
      AND ($circle IS NULL OR (p.id IN $circle AND r.id IN $circle))
      AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
    RETURN {id: s.id, wish: s.wish, at: s.stated_at, owner: s.owner, contested: s.contested_at IS NOT NULL} AS wish
    ORDER BY s.stated_at DESC, s.id } AS wishes,
  COLLECT { MATCH (r)-[s:ASSESSED_FOR]->(p)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND r.id IN $consented))
      AND ($circle IS NULL OR (p.id IN $circle AND r.id IN $circle))
      AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
    RETURN {id: s.id, at: s.stated_at, owner: s.owner, willingness: coalesce(s.willingness, 'NOT_ASKED'), roles: coalesce(s.roles, []),
      capacity: coalesce(s.capacity, 'UNKNOWN'), limits: s.limits, language: s.language,
      interpreter_needed: coalesce(s.interpreter_needed, false), interpreter_arranged: coalesce(s.interpreter_arranged, false),
      travel_minutes: s.travel_minutes, last_in_person: s.last_in_person, supports_given: coalesce(s.supports_given, []),
      protective_offers: coalesce(s.protective_offers, []), named_by_family: coalesce(s.named_by_family, false),
      wait: coalesce(s.wait, 'NONE'), ask_again_on: s.ask_again_on, agreed: s.agreed_to_be_asked,
      contested: s.contested_at IS NOT NULL} AS assessment
    ORDER BY s.stated_at DESC, s.id } AS assessments,
  COLLECT { MATCH (r)-[:REACHED_AT]->(s)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND r.id IN $consented)) AND ($circle IS NULL OR r.id IN $circle)
      AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
      AND s.contested_at IS NULL AND NOT coalesce(s.verification, 'STATED') IN ['CHALLENGED', 'DISPROVEN']
    RETURN {id: s.id, kind: s.kind, label: s.label, shared_with: coalesce(s.shared_with, []), answers_usually: s.answers_usually,
      best_times: s.best_times, time_zone: s.time_zone, language: s.language, interpreter: coalesce(s.interpreter, false),
      may_leave_message: coalesce(s.may_leave_message, false), may_say_who_calls: coalesce(s.may_say_who_calls, false),
      may_text: coalesce(s.may_text, false), verified_at: s.verified_at, verified_by: s.verified_by, last_reached_at: s.last_reached_at,
      owner: s.owner} AS point
    ORDER BY s.verified_at DESC, s.id } AS contact_points,
  COLLECT { MATCH (r)-[s:CONTACTED]->(p)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND r.id IN $consented))
      AND ($circle IS NULL OR (p.id IN $circle AND r.id IN $circle))
    OPTIONAL MATCH (w:Staff {id: s.by})-[:WORKS_FOR]->(y:Agency)
    RETURN {id: s.id, mode: s.mode, at: s.at, by: s.by, outcome: s.outcome, next_step: s.next_step, owner: s.owner,
      name: w.name, agency: y.id, sector: y.sector, languages: coalesce(w.languages, [])} AS attempt
    ORDER BY s.at DESC, s.id } AS attempts,
  COLLECT { MATCH (r)-[s:NOTIFIED_FOR]->(p)
    WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND r.id IN $consented))
      AND ($circle IS NULL OR (p.id IN $circle AND r.id IN $circle))
    RETURN {id: s.id, sent_at: s.sent_at, exception: s.exception} AS notice ORDER BY s.sent_at, s.id } AS notices
ORDER BY relative
LIMIT 2000
