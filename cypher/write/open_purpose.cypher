// Opens a purpose for a user; no row when a case is named on whose team the user is not.
// params: id STRING, user STRING, agency STRING, purpose STRING, case_id STRING, reason_code STRING, note STRING,
// opened_at DATETIME, expires_at DATETIME, today DATE
// returns: id STRING
WITH $case_id IS NULL OR EXISTS {
  MATCH (:Staff {id: $user})-[t:ON_TEAM]->(:Case {id: $case_id})
  WHERE (t.valid_from IS NULL OR t.valid_from <= $today) AND (t.valid_to IS NULL OR t.valid_to >= $today)
} AS may
WITH may WHERE may
CREATE (u:Purpose {
  id: $id, user: $user, agency: $agency, purpose: $purpose, case_id: $case_id, reason_code: $reason_code,
  note: $note, opened_at: $opened_at, expires_at: $expires_at
})
RETURN u.id AS id
