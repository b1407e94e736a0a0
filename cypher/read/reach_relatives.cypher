// What the asker may see of some relatives for the plan of each of some people: names, what was said and asked, ways to reach them, attempts, notices.
// params: plans LIST<MAP>, as_of DATE, allowed LIST<INTEGER>,
// consent_classes LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>, circle LIST<STRING>
// returns: person STRING, relative STRING, names LIST<MAP>, births LIST<MAP>, wishes LIST<MAP>, assessments LIST<MAP>,
// contact_points LIST<MAP>, attempts LIST<MAP>, notices LIST<MAP>, plans LIST<MAP>, asked_again_on STRING
//
// What is between the two is read from the person's side, once; what is about a relative alone in one step. Days and
// moments come as text: inside a map they cost ten times what their text does. A plan that a merge brought here was made
// for another record, and who was asked again there was asked about another: neither lets anybody through.
UNWIND $plans AS plan
WITH plan, COLLECT {
  MATCH (p:Person {id: plan.person})-[s:WISHES_ABOUT|ASSESSED_FOR|CONTACTED|NOTIFIED_FOR]-(r:Person)
  WHERE r.id IN plan.relatives AND (type(s) = 'WISHES_ABOUT') = (startNode(s) = p)
    AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND r.id IN $consented))
    AND ($circle IS NULL OR (p.id IN $circle AND r.id IN $circle))
    AND (type(s) IN ['CONTACTED', 'NOTIFIED_FOR']
      OR ((s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)))
  RETURN {type: type(s), relative: r.id, s: s} AS e
  ORDER BY type(s), CASE type(s) WHEN 'CONTACTED' THEN s.at WHEN 'NOTIFIED_FOR' THEN s.sent_at ELSE s.stated_at END DESC, s.recorded_at DESC,
    coalesce(s.revision, 0) DESC, s.id
} AS ties, COLLECT {
  MATCH (p:Person {id: plan.person})<-[f:PLAN_FOR]-(s:OutreachPlan)-[t:PLAN_TO_REACH]->(r:Person)
  WHERE r.id IN plan.relatives AND f.moved_on IS NULL AND t.moved_on IS NULL
    AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented AND r.id IN $consented))
    AND ($circle IS NULL OR (p.id IN $circle AND r.id IN $circle))
  RETURN {relative: r.id, s: s} AS e
  ORDER BY s.revision DESC, s.id
} AS outreach, COLLECT {
  MATCH (:Person {id: plan.person})<-[a:ASKED_AGAIN_FOR]-(r:Person)
  WHERE r.id IN plan.relatives AND a.moved_on IS NULL
  RETURN {relative: r.id, day: a.on} AS e
  ORDER BY a.on DESC, a.id
} AS again
UNWIND plan.relatives AS relative
MATCH (r:Person {id: relative})
WITH plan.person AS person, relative, outreach, again, [e IN ties WHERE e.relative = relative] AS ties, COLLECT {
  MATCH (r)-[:HAS_NAME|HAS_BIRTH|REACHED_AT]->(s)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND r.id IN $consented)) AND ($circle IS NULL OR r.id IN $circle)
    AND (s:Birth OR ((s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)))
    AND NOT (s:ContactPoint AND (s.contested_at IS NOT NULL OR coalesce(s.verification, 'STATED') IN ['CHALLENGED', 'DISPROVEN']))
  RETURN s ORDER BY CASE WHEN s:ContactPoint THEN s.verified_at END DESC, s.id
} AS said
RETURN person, relative,
  [s IN said WHERE s:Name | {id: s.id, given: s.given, family: s.family, kind: s.kind, owner: s.owner}] AS names,
  [s IN said WHERE s:Birth | {id: s.id, born_on: toString(s.born_on), sex: s.sex}] AS births,
  [e IN ties WHERE e.type = 'WISHES_ABOUT' | {id: e.s.id, wish: e.s.wish, at: toString(e.s.stated_at), owner: e.s.owner,
    doubtful: e.s.contested_at IS NOT NULL
      OR NOT coalesce(e.s.verification, 'STATED') IN ['PROVEN', 'STATED']}] AS wishes,
  [e IN ties WHERE e.type = 'ASSESSED_FOR' | {id: e.s.id, at: toString(e.s.stated_at), owner: e.s.owner,
    willingness: coalesce(e.s.willingness, 'NOT_ASKED'), roles: coalesce(e.s.roles, []),
    capacity: coalesce(e.s.capacity, 'UNKNOWN'), limits: e.s.limits, language: e.s.language,
    interpreter_needed: coalesce(e.s.interpreter_needed, false),
    interpreter_arranged: coalesce(e.s.interpreter_arranged, false), travel_minutes: e.s.travel_minutes,
    last_in_person: toString(e.s.last_in_person), supports_given: coalesce(e.s.supports_given, []),
    protective_offers: coalesce(e.s.protective_offers, []), named_by_family: coalesce(e.s.named_by_family, false),
    wait: coalesce(e.s.wait, 'NONE'), ask_again_on: toString(e.s.ask_again_on), agreed: e.s.agreed_to_be_asked,
    doubtful: e.s.contested_at IS NOT NULL
      OR NOT coalesce(e.s.verification, 'STATED') IN ['PROVEN', 'STATED']}] AS assessments,
  [s IN said WHERE s:ContactPoint | {id: s.id, kind: s.kind, label: s.label, shared_with: coalesce(s.shared_with, []),
    answers_usually: s.answers_usually, best_times: s.best_times, time_zone: s.time_zone, language: s.language,
    interpreter: coalesce(s.interpreter, false), may_leave_message: coalesce(s.may_leave_message, false),
    may_say_who_calls: coalesce(s.may_say_who_calls, false), may_text: coalesce(s.may_text, false),
    verified_at: toString(s.verified_at), verified_by: s.verified_by, last_reached_at: toString(s.last_reached_at), owner: s.owner}] AS contact_points,
  COLLECT {
    UNWIND [e IN ties WHERE e.type = 'CONTACTED' | e.s] AS s
    OPTIONAL MATCH (w:Staff {id: s.by})-[:WORKS_FOR]->(y:Agency)
    RETURN {id: s.id, mode: s.mode, at: toString(s.at), by: s.by, outcome: s.outcome, next_step: s.next_step, owner: s.owner,
      inbound: coalesce(s.inbound, false),
      name: w.name, agency: y.id, sector: y.sector, languages: coalesce(w.languages, []),
      conflict: EXISTS { MATCH (w)-[:IS_PERSON]->(:Person)-[m:POSSIBLY_SAME_AS*0..1]-(:Person)-[:ALERTED_BY]->(:SafetyAlert {kind: 'STAFF_CONFLICT'})
        WHERE all(x IN m WHERE x.state IN ['PLAUSIBLE', 'SAME']) }} AS attempt
    ORDER BY s.at DESC, s.id
  } AS attempts,
  [e IN ties WHERE e.type = 'NOTIFIED_FOR' | {id: e.s.id, sent_at: toString(e.s.sent_at), owner: e.s.owner,
    stated_at: toString(e.s.stated_at), exception: CASE WHEN e.s.approved_by IS NOT NULL THEN e.s.exception END,
    doubtful: e.s.contested_at IS NOT NULL
      OR NOT coalesce(e.s.verification, 'STATED') IN ['PROVEN', 'STATED']}] AS notices,
  [e IN outreach WHERE e.relative = relative | {id: e.s.id, state: e.s.state, owner: e.s.owner, by: e.s.stated_by,
    approved_by: e.s.approved_by, staff: e.s.staff, mode: e.s.mode, words: e.s.words, language: e.s.language,
    opening: e.s.opening, planned_for: toString(e.s.planned_for), planned_on: toString(e.s.stated_at),
    returned_for: e.s.returned_for}] AS plans,
  toString(head([e IN again WHERE e.relative = relative | e.day])) AS asked_again_on
ORDER BY person, relative
LIMIT 100000
