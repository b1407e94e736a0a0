// The ties of one type after an id, in the order of their ids, as columns: they fill the arrays, and no answer.
// params: type STRING, after STRING, rows INTEGER, closeness MAP, tones MAP, verifications MAP,
//   roles MAP, listed LIST<STRING>
// returns: id LIST<STRING>, a LIST<INTEGER>, b LIST<INTEGER>, cls LIST<INTEGER>, traits LIST<INTEGER>,
//   said LIST<INTEGER>, contact LIST<INTEGER>, since LIST<INTEGER>, until LIST<INTEGER>, kept LIST<INTEGER>,
//   case LIST<STRING>, incident LIST<STRING>, sources LIST<LIST<STRING>>
//
// A branch a type, since only a type said in the text is read from the index of its ids, page after page.
// Ends are the server's own numbers: asking each end for its id would cost as much as the tie. A day is
// year * 384 + month * 32 + day, 0 unknown; traits are explained at load.py's TRAITS. Of case, incident and sources
// only the ties that have some (of sources: several) are told, of kept only affiliations.
CALL () {
  WITH 1 AS one WHERE $type = 'KIN_OF'
  MATCH (a)-[t:KIN_OF]->(b)
  WHERE t.id > $after
  RETURN a, t, b ORDER BY t.id LIMIT $rows
  UNION ALL
  WITH 1 AS one WHERE $type = 'UNION_WITH'
  MATCH (a)-[t:UNION_WITH]->(b)
  WHERE t.id > $after
  RETURN a, t, b ORDER BY t.id LIMIT $rows
  UNION ALL
  WITH 1 AS one WHERE $type = 'GUARDIAN_OF'
  MATCH (a)-[t:GUARDIAN_OF]->(b)
  WHERE t.id > $after
  RETURN a, t, b ORDER BY t.id LIMIT $rows
  UNION ALL
  WITH 1 AS one WHERE $type = 'CAREGIVER_OF'
  MATCH (a)-[t:CAREGIVER_OF]->(b)
  WHERE t.id > $after
  RETURN a, t, b ORDER BY t.id LIMIT $rows
  UNION ALL
  WITH 1 AS one WHERE $type = 'MEMBER_OF_HOUSEHOLD'
  MATCH (a)-[t:MEMBER_OF_HOUSEHOLD]->(b)
  WHERE t.id > $after
  RETURN a, t, b ORDER BY t.id LIMIT $rows
  UNION ALL
  WITH 1 AS one WHERE $type = 'MENTOR_OF'
  MATCH (a)-[t:MENTOR_OF]->(b)
  WHERE t.id > $after
  RETURN a, t, b ORDER BY t.id LIMIT $rows
  UNION ALL
  WITH 1 AS one WHERE $type = 'SUPPORTS'
  MATCH (a)-[t:SUPPORTS]->(b)
  WHERE t.id > $after
  RETURN a, t, b ORDER BY t.id LIMIT $rows
  UNION ALL
  WITH 1 AS one WHERE $type = 'CO_ARRESTED'
  MATCH (a)-[t:CO_ARRESTED]->(b)
  WHERE t.id > $after
  RETURN a, t, b ORDER BY t.id LIMIT $rows
  UNION ALL
  WITH 1 AS one WHERE $type = 'CO_PRESENT'
  MATCH (a)-[t:CO_PRESENT]->(b)
  WHERE t.id > $after
  RETURN a, t, b ORDER BY t.id LIMIT $rows
  UNION ALL
  WITH 1 AS one WHERE $type = 'AFFILIATED_WITH'
  MATCH (a)-[t:AFFILIATED_WITH]->(b)
  WHERE t.id > $after
  RETURN a, t, b ORDER BY t.id LIMIT $rows
  UNION ALL
  WITH 1 AS one WHERE $type = 'CO_FIO'
  MATCH (a)-[t:CO_FIO]->(b)
  WHERE t.id > $after
  RETURN a, t, b ORDER BY t.id LIMIT $rows
}
WITH a, b, t, properties(t) AS p
WITH a, b, p, coalesce(p.quality_at, p.stated_at) AS said, coalesce(p.last_contact, p.at) AS contact,
  CASE WHEN p.at > p.valid_from OR p.valid_from IS NULL THEN p.at ELSE p.valid_from END AS since, p.valid_to AS until
RETURN collect(p.id) AS id, collect(id(a)) AS a, collect(id(b)) AS b, collect(coalesce(p.cls, 0)) AS cls,
  collect(coalesce($closeness[p.closeness], 2) + 8 * coalesce($tones[p.tone], 0)
    + 32 * CASE WHEN p.contested_at IS NULL THEN coalesce($verifications[p.verification], 0) ELSE 0 END
    + 128 * coalesce($roles[p.role], 0) + CASE WHEN p.case_id IS NULL THEN 0 ELSE 512 END
    + CASE WHEN p.incident IS NULL THEN 0 ELSE 1024 END
    + 2048 * CASE coalesce(size(p.sources), 0) WHEN 0 THEN 0 WHEN 1 THEN 1 ELSE 2 END) AS traits,
  collect(coalesce(said.year * 384 + said.month * 32 + said.day, 0)) AS said,
  collect(coalesce(contact.year * 384 + contact.month * 32 + contact.day, 0)) AS contact,
  collect(coalesce(since.year * 384 + since.month * 32 + since.day, 0)) AS since,
  collect(coalesce(until.year * 384 + until.month * 32 + until.day, 0)) AS until,
  collect(CASE WHEN $type <> 'AFFILIATED_WITH' THEN null WHEN NOT coalesce(p.status IN $listed, false) THEN 0
    ELSE coalesce(p.retain_until.year * 384 + p.retain_until.month * 32 + p.retain_until.day, 0) END) AS kept,
  collect(p.case_id) AS case, collect(p.incident) AS incident,
  collect(CASE WHEN size(p.sources) > 1 THEN p.sources END) AS sources
