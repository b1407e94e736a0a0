// How many people, groups, names, births, deaths and ties of each type there are, from the server's own counts: what a load has before it.
// params: none
// returns: counts MAP
RETURN {Person: COUNT { (:Person) }, Household: COUNT { (:Household) }, Gang: COUNT { (:Gang) },
  Name: COUNT { (:Name) }, Birth: COUNT { (:Birth) }, Death: COUNT { (:Death) },
  KIN_OF: COUNT { ()-[:KIN_OF]->() },
  UNION_WITH: COUNT { ()-[:UNION_WITH]->() },
  GUARDIAN_OF: COUNT { ()-[:GUARDIAN_OF]->() },
  CAREGIVER_OF: COUNT { ()-[:CAREGIVER_OF]->() },
  MEMBER_OF_HOUSEHOLD: COUNT { ()-[:MEMBER_OF_HOUSEHOLD]->() },
  MENTOR_OF: COUNT { ()-[:MENTOR_OF]->() },
  SUPPORTS: COUNT { ()-[:SUPPORTS]->() },
  CO_ARRESTED: COUNT { ()-[:CO_ARRESTED]->() },
  CO_PRESENT: COUNT { ()-[:CO_PRESENT]->() },
  AFFILIATED_WITH: COUNT { ()-[:AFFILIATED_WITH]->() },
  CO_FIO: COUNT { ()-[:CO_FIO]->() }} AS counts
ORDER BY counts.Person
LIMIT 1
