// One person's contacts with agencies up to a day, as far as touchpoints.csv lets the asker's sector see them.
// params: person_id STRING, until DATETIME, agency STRING, touch_open LIST<STRING>, touch_party LIST<STRING>,
// touch_consent LIST<STRING>, touch_consented LIST<STRING>, touch_case LIST<STRING>, cases LIST<STRING>,
// touch_people LIST<STRING>
// returns: type STRING, agency STRING, at DATETIME, location STRING, parties LIST<STRING>, service STRING, staff STRING,
// detail STRING, next_date DATE, officer STRING, contact_conditions LIST<STRING>, id STRING, owner STRING, compartment STRING, stated_as STRING, stated_by STRING,
// stated_at DATE, verification STRING, contested_at DATE, valid_from DATE, valid_to DATE,
// records LIST<STRING>
MATCH (p:Person {id: $person_id})-[was:TOUCHED_BY]->(t:Touchpoint)
WHERE (t.type + '|' + toString(t.cls) IN $touch_open
      OR (t.type + '|' + toString(t.cls) IN $touch_party AND ($agency = t.agency OR $agency IN coalesce(t.parties, [])))
      OR (t.type + '|' + toString(t.cls) IN $touch_consent AND t.compartment + '|' + p.id IN $touch_consented)
      OR (t.type IN $touch_case AND t.case_id IN $cases AND t.cls <> 0))
    AND ($touch_people IS NULL OR p.id IN $touch_people)
  AND t.at < $until
RETURN t.type AS type, t.agency AS agency, t.at AS at, t.location AS location, t.parties AS parties,
  t.service AS service, t.staff AS staff, t.detail AS detail, t.next_date AS next_date, t.officer AS officer,
  t.contact_conditions AS contact_conditions, t.id AS id, t.owner AS owner, t.compartment AS compartment,
  t.stated_as AS stated_as, t.stated_by AS stated_by, t.stated_at AS stated_at, t.verification AS verification,
  t.contested_at AS contested_at, t.valid_from AS valid_from, t.valid_to AS valid_to,
  [record IN [was.start_record] WHERE record IS NOT NULL] AS records
ORDER BY at DESC, id
LIMIT 20000
