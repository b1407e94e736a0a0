// Households of some people, or of some ids, on a day: those whose group and memberships the asker may see.
// params: person_ids LIST<STRING>, household_ids LIST<STRING>, kinds LIST<STRING>, as_of DATE, allowed LIST<INTEGER>,
// cases LIST<STRING>, consented LIST<STRING>, consent_classes LIST<INTEGER>, kin_circle LIST<STRING>
// returns: household STRING, label STRING, household_kind STRING, household_owner STRING, id STRING, person STRING,
// closeness STRING, frequency STRING, tone STRING, owner STRING, compartment STRING, stated_as STRING, stated_by STRING,
// stated_at DATE, verification STRING, contested_at DATE, valid_from DATE, valid_to DATE,
// records LIST<STRING>
MATCH (h:Household)
WHERE h.kind IN $kinds AND (h.cls IN $allowed OR h.case_id IN $cases)
  AND (h.valid_from IS NULL OR h.valid_from <= $as_of) AND (h.valid_to IS NULL OR h.valid_to >= $as_of)
  AND (h.id IN $household_ids OR EXISTS {
    MATCH (h)<-[m:MEMBER_OF_HOUSEHOLD]-(p:Person)
    WHERE p.id IN $person_ids
      AND (m.cls IN $allowed OR m.case_id IN $cases OR (m.cls IN $consent_classes AND p.id IN $consented))
      AND ($kin_circle IS NULL OR p.id IN $kin_circle)
      AND (m.valid_from IS NULL OR m.valid_from <= $as_of) AND (m.valid_to IS NULL OR m.valid_to >= $as_of)
  })
MATCH (h)<-[s:MEMBER_OF_HOUSEHOLD]-(p:Person)
WHERE (s.cls IN $allowed OR s.case_id IN $cases OR (s.cls IN $consent_classes AND p.id IN $consented))
  AND ($kin_circle IS NULL OR p.id IN $kin_circle)
  AND (s.valid_from IS NULL OR s.valid_from <= $as_of) AND (s.valid_to IS NULL OR s.valid_to >= $as_of)
RETURN h.id AS household, h.label AS label, h.kind AS household_kind, h.owner AS household_owner, s.id AS id,
  p.id AS person, s.closeness AS closeness, s.frequency AS frequency, s.tone AS tone,
  s.owner AS owner, s.compartment AS compartment, s.stated_as AS stated_as, s.stated_by AS stated_by,
  s.stated_at AS stated_at, s.verification AS verification, s.contested_at AS contested_at,
  s.valid_from AS valid_from, s.valid_to AS valid_to,
  [record IN [s.start_record, s.end_record] WHERE record IS NOT NULL] AS records
ORDER BY household, person, id
LIMIT 5000
