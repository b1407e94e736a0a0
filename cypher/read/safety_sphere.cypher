// Whose orders, harm and refusals count for each of some people: the person, the household, children, their other parents, parents, guardians, caregivers, brothers and sisters.
// params: person_ids LIST<STRING>, household_since DATE, today DATE, roles MAP
// returns: person STRING, other STRING, sphere STRING, lapsed BOOLEAN, record STRING, born_on DATE
UNWIND $person_ids AS person
MATCH (me:Person {id: person})
CALL (me) {
  RETURN me AS self, false AS gone, '' AS twin
  UNION ALL
  // a record that was held to be P's and is said to be somebody else's: its people used to be P's (definitions.md §4)
  MATCH (me)-[m:POSSIBLY_SAME_AS]-(self:Person)
  WHERE m.state IN ['PLAUSIBLE', 'SAME'] OR (m.state = 'DIFFERENT' AND m.held)
  RETURN self, m.state = 'DIFFERENT' AS gone, m.id AS twin
}
CALL (self, gone, twin) {
  RETURN self AS other, 'SELF' AS sphere, gone AS lapsed, twin AS record
  UNION ALL
  // protective: a contested, disproven or ended kin fact still counts; a sealed one holds (definitions.md §4)
  MATCH (self)-[mine:MEMBER_OF_HOUSEHOLD]->(h:Household)<-[theirs:MEMBER_OF_HOUSEHOLD]-(other:Person)
  WHERE coalesce(h.kind, 'FAMILY') = 'FAMILY'
  RETURN other, 'HOUSEHOLD' AS sphere,
    gone OR coalesce(mine.sealed, false) OR coalesce(theirs.sealed, false) OR coalesce(h.sealed, false)
      OR coalesce(mine.valid_to < $household_since, false) OR coalesce(theirs.valid_to < $household_since, false) AS lapsed, '' AS record
  UNION ALL
  MATCH (other:Person)-[k:KIN_OF]->(self)
  WHERE k.role IN $roles.parent OR k.role IN $roles.child OR k.role IN $roles.sibling OR k.role IN $roles.guard
    OR k.role IN $roles.ward OR k.role = 'x-COPARENT'
  RETURN other,
    CASE WHEN k.role IN $roles.parent THEN 'PARENT' WHEN k.role IN $roles.sibling THEN 'SIBLING'
      WHEN k.role IN $roles.guard THEN 'GUARDIAN' WHEN k.role = 'x-COPARENT' THEN 'COPARENT' ELSE 'CHILD' END AS sphere,
    gone OR coalesce(k.sealed, false) AS lapsed, '' AS record
  UNION ALL
  MATCH (self)-[k:KIN_OF]->(other:Person)
  WHERE k.role IN $roles.parent OR k.role IN $roles.child OR k.role IN $roles.sibling OR k.role IN $roles.guard
    OR k.role IN $roles.ward OR k.role = 'x-COPARENT'
  RETURN other,
    CASE WHEN k.role IN $roles.parent OR k.role IN $roles.guard THEN 'CHILD' WHEN k.role IN $roles.sibling THEN 'SIBLING'
      WHEN k.role = 'x-COPARENT' THEN 'COPARENT' WHEN k.role IN $roles.ward THEN 'GUARDIAN' ELSE 'PARENT' END AS sphere,
    gone OR coalesce(k.sealed, false) AS lapsed, '' AS record
  UNION ALL
  MATCH (self)-[c:KIN_OF]-(child:Person)-[p:KIN_OF]-(other:Person)
  WHERE ((startNode(c) = self AND c.role IN $roles.parent) OR (startNode(c) = child AND c.role IN $roles.child))
    AND ((startNode(p) = other AND p.role IN $roles.parent) OR (startNode(p) = child AND p.role IN $roles.child))
    AND other <> self
  RETURN other, 'COPARENT' AS sphere, gone OR coalesce(c.sealed, false) OR coalesce(p.sealed, false) AS lapsed, '' AS record
  UNION ALL
  MATCH (self)-[p:KIN_OF]-(parent:Person)-[c:KIN_OF]-(other:Person)
  WHERE ((startNode(p) = parent AND p.role IN $roles.parent) OR (startNode(p) = self AND p.role IN $roles.child))
    AND ((startNode(c) = parent AND c.role IN $roles.parent) OR (startNode(c) = other AND c.role IN $roles.child))
    AND other <> self
  RETURN other, 'SIBLING' AS sphere, gone OR coalesce(p.sealed, false) OR coalesce(c.sealed, false) AS lapsed, '' AS record
  UNION ALL
  MATCH (other:Person)-[g:GUARDIAN_OF|CAREGIVER_OF]->(self)
  RETURN other, CASE type(g) WHEN 'GUARDIAN_OF' THEN 'GUARDIAN' ELSE 'CAREGIVER' END AS sphere,
    gone OR coalesce(g.sealed, false) OR coalesce(g.valid_to < $today, false) AS lapsed, '' AS record
  UNION ALL
  MATCH (self)-[g:GUARDIAN_OF]->(other:Person)
  RETURN other, 'CHILD' AS sphere, gone OR coalesce(g.sealed, false) OR coalesce(g.valid_to < $today, false) AS lapsed, '' AS record
  UNION ALL
  MATCH (self)-[:REMOVED]->(r:Removal)
  UNWIND r.caregivers AS caregiver
  MATCH (:Person {id: caregiver})-[:MERGED_INTO*0..20]->(other:Person)
  WHERE NOT EXISTS { (other)-[:MERGED_INTO]->() }
  UNWIND ['CAREGIVER', 'REMOVED'] AS sphere
  RETURN other, sphere, gone OR coalesce(r.sealed, false) OR r.erased_at IS NOT NULL AS lapsed,
    CASE sphere WHEN 'REMOVED' THEN r.id ELSE '' END AS record
}
WITH DISTINCT person, other, sphere, lapsed, record
RETURN person, other.id AS other, sphere, lapsed, record,
  reduce(youngest = null, b IN [(other)-[:HAS_BIRTH]->(x) WHERE x.born_on IS NOT NULL | x.born_on] |
    CASE WHEN youngest IS NULL OR b > youngest THEN b ELSE youngest END) AS born_on
ORDER BY person, other, sphere, lapsed, record
LIMIT 100000
