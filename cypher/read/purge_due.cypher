// What is past its time on a day, a row a record: intelligence about people, and what told a worker of one, as far as these classes show it.
// params: people LIST<STRING>, on DATE, years INTEGER, told_days INTEGER, allowed LIST<INTEGER>, cases LIST<STRING>,
// consent_classes LIST<INTEGER>, consented LIST<STRING>, circle LIST<STRING>, agency STRING, touch_open LIST<STRING>,
// touch_party LIST<STRING>, touch_consent LIST<STRING>, touch_consented LIST<STRING>, touch_case LIST<STRING>,
// touch_people LIST<STRING>
// returns: label STRING, id STRING, owner STRING, due DATE, person STRING, other STRING, held BOOLEAN
//
// The preview shows what this answers, and the purge deletes it: it asks with every class, of `people` in each batch
// (null: of everybody). `due`: the last day that it may be kept, never later than so many years after what it rests on.
// A note of a contact and a request for an introduction are no statements and have no class: they are shown to their own
// agency, and go once nobody is told of them any more. A note's person may be nobody's id, so it is
// no tie: it is about whom that id leads to now. What was stated in the place of a record goes with it: it counts from that one's day.
WITH COLLECT {
  MATCH (h:LegalHold)
  WITH h
  ORDER BY h.revision
  WITH h.subject AS subject, last(collect(h)) AS hold
  WHERE hold.ends_on >= $on
  UNWIND [subject] + coalesce(hold.records, []) AS id
  RETURN DISTINCT id AS subject
} AS held
WITH held + COLLECT {  // what keeps one record keeps the person that it was merged into
  UNWIND held AS subject
  MATCH (:Person {id: subject})-[:MERGED_INTO*1..20]->(o:Person)
  RETURN o.id AS subject
} AS held
CALL () {
 CALL () {
  WITH 1 AS whole
  WHERE $people IS NULL
  MATCH (p:Person)
  RETURN p
  UNION ALL
  UNWIND $people AS id
  MATCH (p:Person {id: id})
  RETURN p
 }
 CALL (p) {
  MATCH (p)-[s:AFFILIATED_WITH]->(g:Gang)
  WHERE (g.cls IN $allowed OR g.case_id IN $cases)
    AND (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
    AND ($circle IS NULL OR p.id IN $circle)
  WITH s, reduce(review = null, day IN [s.reviewed_at, s.valid_from, s.stated_at] |
    CASE WHEN review IS NULL OR day > review THEN day ELSE review END) AS review
  WITH s, coalesce(review, date(s.recorded_at)) + duration({years: $years}) AS last
  RETURN 'AFFILIATED_WITH' AS label, s, null AS other,
    CASE WHEN last < coalesce(s.retain_until, last) THEN last ELSE coalesce(s.retain_until, last) END AS due
  UNION ALL
  MATCH (p)-[:HAS_NAME|HAS_IDENTIFIER|HAS_PICTURE|REACHED_AT]->(s)
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
    AND ($circle IS NULL OR p.id IN $circle) AND s.compartment = 'INTEL_28CFR23'
  RETURN head(labels(s)) AS label, s, null AS other,
    coalesce(s.first_stated, s.stated_at, date(s.recorded_at)) + duration({years: $years}) AS due
  UNION ALL
  MATCH (p)-[:TOUCHED_BY]->(t:Touchpoint)
  WHERE (t.type + '|' + toString(t.cls) IN $touch_open
      OR (t.type + '|' + toString(t.cls) IN $touch_party AND ($agency = t.agency OR $agency IN coalesce(t.parties, [])))
      OR (t.type + '|' + toString(t.cls) IN $touch_consent AND t.compartment + '|' + p.id IN $touch_consented)
      OR (t.type IN $touch_case AND t.case_id IN $cases AND t.cls <> 0))
    AND ($touch_people IS NULL OR p.id IN $touch_people) AND t.compartment = 'INTEL_28CFR23'
  RETURN 'Touchpoint' AS label, t AS s, null AS other,
    coalesce(t.first_stated, t.stated_at, date(t.recorded_at)) + duration({years: $years}) AS due
  UNION ALL
  MATCH (p)-[s:RESIDES_AT]->()  // a secret place stays secret: line 7 reads it here
  WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
    AND ($circle IS NULL OR p.id IN $circle) AND s.compartment = 'INTEL_28CFR23'
    AND NOT coalesce(s.confidential, false) AND coalesce(s.kind, 'HOME') <> 'SHELTER'
  RETURN 'RESIDES_AT' AS label, s, null AS other,
    coalesce(s.first_stated, s.stated_at, date(s.recorded_at)) + duration({years: $years}) AS due
  UNION ALL
  MATCH (p)-[t:SUPPORTS|CO_ARRESTED|CO_PRESENT|CO_FIO|HARMED|WITNESS_AGAINST|LIVE_CONFLICT_WITH]->(q:Person)
  WHERE (t.cls IN $allowed OR t.case_id IN $cases OR (t.cls IN $consent_classes AND p.id IN $consented AND q.id IN $consented))
    AND ($circle IS NULL OR (p.id IN $circle AND q.id IN $circle)) AND t.compartment = 'INTEL_28CFR23'
  RETURN type(t) AS label, t AS s, q.id AS other,
    coalesce(t.first_stated, t.stated_at, date(t.recorded_at)) + duration({years: $years}) AS due
  UNION ALL
  MATCH (p)<-[:SUBMITTED_ABOUT]-(i:IntelSubmission)
  WHERE (i.cls IN $allowed OR i.case_id IN $cases) AND ($circle IS NULL OR p.id IN $circle)
  RETURN 'IntelSubmission' AS label, i AS s, null AS other, i.decide_by AS due
 }
 RETURN label, s.id AS id, s.owner AS owner, due, p.id AS person, other
 UNION ALL
 MATCH (n:ContactNote)
 WITH n, [each IN [n.person, n.relative] | coalesce(head(COLLECT {
   MATCH (:Person {id: each})-[:MERGED_INTO*1..20]->(o:Person) WHERE NOT EXISTS { (o)-[:MERGED_INTO]->() } RETURN o.id }), each)] AS now
 WHERE ($people IS NULL OR now[0] IN $people) AND ($circle IS NULL OR now[0] IN $circle)
 RETURN 'ContactNote' AS label, n.id AS id, n.to AS owner, date(n.noted_at) + duration({days: $told_days}) AS due,
   now[0] AS person, now[1] AS other
 UNION ALL
 MATCH (p:Person)<-[:INTRODUCTION_FOR]-(i:Introduction)-[:INTRODUCTION_TO]->(r:Person)
 WHERE ($people IS NULL OR p.id IN $people) AND ($circle IS NULL OR p.id IN $circle)
 RETURN 'Introduction' AS label, i.id AS id, i.agency AS owner, i.asked_on + duration({days: $told_days}) AS due,
   p.id AS person, r.id AS other
}
WITH held, label, id, owner, due, person, other
WHERE due < $on AND (NOT label IN ['ContactNote', 'Introduction'] OR 0 IN $allowed OR owner = $agency)
RETURN label, id, owner, due, person, other,
  any(each IN [id, person, coalesce(other, person)] WHERE each IN held) AS held
ORDER BY label, id
LIMIT 5000000
