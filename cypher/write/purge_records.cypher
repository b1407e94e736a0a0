// Deletes records past their time, with what was sent, held and said about them, and leaves for each a tombstone without personal data.
// params: rows LIST<MAP>, on DATE, policy_version STRING, token STRING
// returns: gone INTEGER
//
// `quoted`: the id as a receipt has it, since part of another's id is none.
UNWIND $rows AS row
MERGE (t:Tombstone {id: row.mark})
SET t.kind = row.kind, t.on = $on, t.reason = 'RETENTION_ENDED', t.policy_version = $policy_version, t.token = $token
WITH row
CALL (row) {
  MATCH (:Person {id: row.person})-[s]->()
  WHERE s.id = row.id AND type(s) = row.label
  DELETE s
}
CALL (row) {
  MATCH (:Person {id: row.person})--(s)
  WHERE s.id = row.id AND row.label IN labels(s)
  WITH DISTINCT s
  DETACH DELETE s
}
CALL (row) {
  MATCH (n:ContactNote {id: row.id})
  WHERE row.label = 'ContactNote'
  DELETE n
}
CALL (row) {
  MATCH (c:Contest {statement: row.id, label: row.label, state: 'OPEN'})
  DETACH DELETE c
}
CALL (row) {
  MATCH (c:Contest {statement: row.id, label: row.label})
  SET c.people = []
  REMOVE c.questioned, c.why, c.would_be, c.reason, c.said_by
}
WITH collect(row.id) AS ids, collect(row.quoted) AS told
CALL (ids) {
  MATCH (h:LegalHold)
  WHERE h.subject IN ids
  DELETE h
}
CALL (told) {
  MATCH (t:Receipt)
  WHERE t.mutation IN ['submitIntel', 'approveIntel', 'validateIntel', 'requestWarmIntroduction', 'answerIntroduction']
    AND any(quoted IN told WHERE t.payload CONTAINS quoted)
  DELETE t
}
RETURN size(ids) AS gone
