// The ties whose numbers in the server lie in a range, as columns: they fill the arrays, and no answer.
// params: first INTEGER, rows INTEGER, types MAP, closeness MAP, tones MAP, verifications MAP, roles MAP,
//   listed LIST<STRING>, family MAP
// returns: id LIST<STRING>, a LIST<INTEGER>, b LIST<INTEGER>, cls LIST<INTEGER>, traits LIST<INTEGER>,
//   said LIST<INTEGER>, contact LIST<INTEGER>, since LIST<INTEGER>, until LIST<INTEGER>, at LIST<INTEGER>,
//   kept LIST<INTEGER>, case LIST<STRING>, incident LIST<STRING>, sources LIST<LIST<STRING>>, told LIST<STRING>
//
// By the server's own numbers, in the order in which it stores ties: by their ids it would read all over its files, which
// are larger than its memory. Ends are such numbers too: asking each end for its id would cost as much as the tie.
// A day is year * 512 + day of the year, 0 unknown; the maps' values are added up to the traits of load.py. Only what is
// there is told of at, case and incident, of sources where there are more than two, of kept only for affiliations.
UNWIND range($first, $first + $rows - 1) AS number
MATCH (a)-[t]->(b)
WHERE id(t) = number
WITH a, b, t, $types[type(t)] AS kind
WHERE kind IS NOT NULL
WITH a, b, kind, type(t) AS type, properties(t) AS p
WITH a, b, kind, type, p, coalesce(p.quality_at, p.stated_at) AS said, p.last_contact AS contact, p.valid_from AS since,
  p.valid_to AS until, p.at AS at, p.sources AS sources
RETURN collect(coalesce(p.id, '')) AS id, collect(id(a)) AS a, collect(id(b)) AS b, collect(coalesce(p.cls, 0)) AS cls,
  collect(kind + coalesce($closeness[p.closeness], 2) + coalesce($tones[p.tone], 0) + coalesce($roles[p.role], 0)
    + CASE WHEN p.contested_at IS NULL THEN coalesce($verifications[p.verification], 0) ELSE 0 END
    + CASE WHEN p.case_id IS NULL THEN 0 ELSE 512 END + CASE WHEN p.incident IS NULL THEN 0 ELSE 1024 END
    + CASE WHEN at IS NULL THEN 0 ELSE 2048 END
    + CASE coalesce(size(sources), 0) WHEN 0 THEN 0 WHEN 1 THEN 4096
      WHEN 2 THEN CASE WHEN sources[0] = sources[1] THEN 4096 ELSE 8192 END ELSE 12288 END
    + CASE WHEN $family.type[type] IS NULL THEN 0 ELSE $family.type[type] + coalesce($family.role[p.role], 0)
      + coalesce($family.side[p.side], 0) + coalesce($family.basis[p.basis], 0)
      + coalesce($family.category[p.category], 0) + coalesce($family.status[p.status], 0)
      + coalesce($family.verification[p.verification], 0)
      + CASE WHEN p.contested_at IS NULL THEN 0 ELSE $family.contested END END) AS traits,
  collect(coalesce(said.year * 512 + said.ordinalDay, 0)) AS said,
  collect(coalesce(contact.year * 512 + contact.ordinalDay, 0)) AS contact,
  collect(coalesce(since.year * 512 + since.ordinalDay, 0)) AS since,
  collect(coalesce(until.year * 512 + until.ordinalDay, 0)) AS until,
  collect(at.year * 512 + at.ordinalDay) AS at,
  collect(CASE WHEN type <> 'AFFILIATED_WITH' THEN null WHEN NOT coalesce(p.status IN $listed, false) THEN 0
    ELSE coalesce(p.retain_until.year * 512 + p.retain_until.ordinalDay, 0) END) AS kept,
  collect(p.case_id) AS case, collect(p.incident) AS incident,
  collect(CASE WHEN size(sources) > 2 THEN sources END) AS sources,
  collect(CASE WHEN $family.type[type] IS NOT NULL THEN coalesce(p.owner, '') + '\u001F' + coalesce(p.compartment, '') + '\u001F'
    + coalesce(p.stated_as, '') + '\u001F' + coalesce(toString(p.stated_at), '') + '\u001F'
    + coalesce(toString(p.contested_at), '') + '\u001F' + coalesce(p.start_record, '') + '\u001F'
    + coalesce(p.end_record, '') + '\u001F' + coalesce(p.stated_by, '') END) AS told
