// What the asker may see of what people offered for any of some people's plans, and whether they said it is safe to be seen.
// params: people LIST<STRING>, today DATE, zone STRING, spoke LIST<STRING>, allowed LIST<INTEGER>,
// consent_classes LIST<INTEGER>, cases LIST<STRING>, consented LIST<STRING>, circle LIST<STRING>
// returns: messenger STRING, person STRING, id STRING, owner STRING, willingness STRING, roles LIST<STRING>,
// capacity STRING, wait STRING, stated_at DATE, recorded INTEGER, safe BOOLEAN, safe_on DATE, standing BOOLEAN,
// declined_on DATE, unsafe_on DATE
//
// `standing`: true today and in no doubt. What is not stands here too: a no protects, in doubt or past its time.
// `declined_on`: the day on which they said no when they were last spoken with for that plan; both are in the circle then.
// `unsafe_on`: the last day on which they said that it is not safe to be seen, whoever's plan it was said in.
UNWIND $people AS id
MATCH (m:Person)-[s:ASSESSED_FOR]->(p:Person {id: id})
WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND m.id IN $consented AND p.id IN $consented))
  AND ($circle IS NULL OR (m.id IN $circle AND p.id IN $circle))
  AND (s.valid_from IS NULL OR s.valid_from <= $today)
RETURN m.id AS messenger, p.id AS person, s.id AS id, s.owner AS owner, coalesce(s.willingness, 'NOT_ASKED') AS willingness,
  coalesce(s.roles, []) AS roles, coalesce(s.capacity, 'UNKNOWN') AS capacity, coalesce(s.wait, 'NONE') AS wait,
  s.stated_at AS stated_at, coalesce(s.recorded_at.epochMillis, 0) AS recorded, s.safe_to_be_seen AS safe, s.safe_to_be_seen_on AS safe_on,
  (s.valid_to IS NULL OR s.valid_to >= $today) AND s.contested_at IS NULL
    AND coalesce(s.verification, 'STATED') IN ['PROVEN', 'STATED'] AS standing,
  head(COLLECT { MATCH (m)-[c:CONTACTED]-(p)
    WHERE c.outcome IN $spoke AND date(datetime({datetime: c.at, timezone: $zone})) <= $today
      AND (c.cls IN $allowed OR c.case_id IN $cases OR (c.cls IN $consent_classes AND m.id IN $consented AND p.id IN $consented))
    RETURN CASE c.outcome WHEN 'SPOKE_DECLINED' THEN date(datetime({datetime: c.at, timezone: $zone})) END AS day
    ORDER BY c.at DESC, c.id DESC LIMIT 1 }) AS declined_on,
  head(COLLECT { MATCH (m)-[n:ASSESSED_FOR]->(q:Person)
    WHERE (n.cls IN $allowed OR n.case_id IN $cases OR (n.cls IN $consent_classes AND m.id IN $consented AND q.id IN $consented))
      AND ($circle IS NULL OR (m.id IN $circle AND q.id IN $circle))
      AND n.safe_to_be_seen = false AND n.safe_to_be_seen_on <= $today AND (n.valid_from IS NULL OR n.valid_from <= $today)
    RETURN n.safe_to_be_seen_on AS day ORDER BY day DESC LIMIT 1 }) AS unsafe_on
ORDER BY messenger, person, id
LIMIT 50000
