// Keeps what a safety reviewer decides about two records: that they are, may be or are not one person. Nothing else moves.
// params: a STRING, b STRING, match STRING, id STRING, state STRING, by STRING, today DATE, decision STRING
// returns: id STRING, before STRING, tied BOOLEAN
//
// `match` null: the proposal that was made of these two records themselves, or a new one. One made of a record that is
// one with them would go back to that record with a split, and tell of two merges at once.
// `held`: it was once plausible or said, so a later "different" leaves both waiting for a reviewer (definitions.md §4).
MATCH (v:Revision {id: 'graph'})
MATCH (a:Person {id: $a}), (b:Person {id: $b})
WITH v, a, b, head(COLLECT {
    MATCH (a)-[m:POSSIBLY_SAME_AS]-(b)
    WHERE m.id = $match OR ($match IS NULL AND m.start_record IS NULL AND m.end_record IS NULL)
    RETURN m ORDER BY m.id
  }) AS found,
  EXISTS { MATCH (a)-[t]-(b) WHERE type(t) <> 'POSSIBLY_SAME_AS' }
    OR EXISTS { MATCH (a)-[x:INVOLVED_IN]->(:Incident)<-[y:INVOLVED_IN]-(b) WHERE x.role <> y.role } AS tied
CALL (a, b, found) {
  WITH a, b, found
  WHERE found IS NULL
  CREATE (a)-[m:POSSIBLY_SAME_AS {id: $id, state: 'UNDECIDED', proposed_by: $by}]->(b)
  RETURN m
  UNION ALL
  WITH found
  WHERE found IS NOT NULL
  RETURN found AS m
}
WITH v, m, m.state AS before, tied
SET m.held = coalesce(m.held, false) OR before IN ['PLAUSIBLE', 'SAME'] OR $state IN ['PLAUSIBLE', 'SAME'],
  m.state = $state, m.decided_by = $by, m.decisions = coalesce(m.decisions, []) + $decision
SET m.decided_on = CASE WHEN m.held THEN $today END, m.revision = v.n
RETURN m.id AS id, before, tied
