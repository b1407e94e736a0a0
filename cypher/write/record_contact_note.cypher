// Keeps a contact for somebody to read: a note to the agency that leads the person's plan, or what a reviewer should look at.
// params: id STRING, kind STRING, person_id STRING, relative_id STRING, mode STRING, outcome STRING, words STRING,
// at DATETIME, by STRING, agency STRING, now DATETIME, today DATE
// returns: none
//
// Where nobody leads, and where no such person is, the note waits at the agency of whoever wrote it: nothing is lost,
// and what is written takes as long.
CREATE (n:ContactNote {id: $id, kind: $kind, person: $person_id, relative: $relative_id, mode: $mode, outcome: $outcome,
  words: $words, at: $at, by: $by, agency: $agency, noted_at: $now,
  to: coalesce(head(COLLECT {
    MATCH (:Person {id: $person_id})-[:ENROLLED_IN]->(e:Enrolment)-[:LED_BY]->(a:Agency)
    WHERE e.cls <> 0 AND (e.valid_from IS NULL OR e.valid_from <= $today) AND (e.valid_to IS NULL OR e.valid_to >= $today)
    RETURN a.id ORDER BY e.enrolled_on DESC, e.id LIMIT 1
  }), $agency)})
