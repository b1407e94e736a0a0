// Seals records of a label or ties of a type that were stated in the place of one that is sealed.
// params: label STRING, ids LIST<STRING>
// returns: none
CALL () {
  UNWIND $ids AS wanted
  MATCH (s:$($label) {id: wanted})
  RETURN s
  UNION ALL
  UNWIND $ids AS wanted
  MATCH ()-[s:$($label) {id: wanted}]->()
  RETURN s
}
SET s += {cls: 0, sealed: true, sealed_case_id: coalesce(s.sealed_case_id, s.case_id), case_id: null}
