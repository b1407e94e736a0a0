"""Writes cypher/write/import_<noun>.cypher and import_new_<noun>.cypher from the nouns table; a test compares them.

    python -m tests.contract.import_statements

Static statements and rows as lists load twice as fast as dynamic labels and maps: nothing is looked up by name.
Rows known to be absent need none of the care for what stands there, which is a third of the work.
"""

from pathlib import Path

from graphsvc.importing.stored import DECIDED, KEPT, UNLOWERED, Field, Link, ends_of, fields_of, links_of
from graphsvc.model.nouns import NOUN, NOUNS, Kind, Noun

FOLDER = Path(__file__).parents[2] / "cypher" / "write"
WIDTH = 110
FIVE = "duration({years: 5})"
GUARDED = {
    ("affiliations", "retain_until"): (
        "CASE WHEN date({until}) > date($now) + {five}\n"
        "    OR date({until}) > date(CASE WHEN {said} IS NULL OR {first} > {said}\n"
        "      THEN {first} ELSE {said} END) + {five}\n"
        "    THEN 'kept too long: ' ELSE '' END + {until}"
    )
}
"""What a statement refuses by itself, whoever sends it (AC-2.2): what is built so is no date, and it fails."""
MATCHED = ["WHERE before.decisions IS NULL  // what a person decided stands"]
HELD = ["SET r.held = coalesce(before.held, false) OR coalesce(before.state IN ['PLAUSIBLE', 'SAME'], false)"]
POINT = [
    "SET n.point = CASE WHEN n.latitude IS NULL OR n.longitude IS NULL THEN null",
    "  ELSE point({latitude: n.latitude, longitude: n.longitude}) END",
]


def text_of(noun: Noun) -> str:
    """The whole file."""
    return _header(noun, ", made or changed; what is sealed stays so") + (
        _node(noun) if noun.shape == "NODE" else _tie(noun)
    )


def text_of_new(noun: Noun) -> str:
    """The whole file of the statement for rows that are not there."""
    says = " that are not there; one that is breaks the constraint"
    return _header(noun, says) + (_new_node(noun) if noun.shape == "NODE" else _new_tie(noun))


def _header(noun: Noun, says: str) -> str:
    return (
        f"// {noun.name}: {'nodes' if noun.shape == 'NODE' else 'ties'} {noun.label} of an import{says}.\n"
        f"// params: rows LIST<LIST<ANY>>{', now DATETIME' if noun.statement else ''}\n"
        "// returns: none\n"
    )


def _new_node(noun: Noun) -> str:
    lines = ["UNWIND $rows AS row", f"CREATE (n:{noun.label} {_map(noun, '', 'id: row[0], ')})"]
    lines += POINT if noun.name == "places" else []
    for link in links_of(noun):
        to = f"(n){'<' if link.inward else ''}-[:{link.type}]-{'' if link.inward else '>'}(o)"
        found = f"MATCH (o:{link.label} {{id: row[{_at(noun, link.column)}]}})"
        lines += ["WITH n, row", f"CALL (n, row) {{ {found} CREATE {to} }}"]
    return "\n".join(lines) + "\n"


def _new_tie(noun: Noun) -> str:
    a, b = (NOUN[column.of].label for column in ends_of(noun))
    lines = [
        "UNWIND $rows AS row",
        f"MATCH (a:{a} {{id: row[1]}})",
        f"MATCH (b:{b} {{id: row[2]}})",
        f"CREATE (a)-[:{noun.label} {_map(noun, '', 'id: row[0], ')}]->(b)",
    ]
    return "\n".join(lines) + "\n"


def _node(noun: Noun) -> str:
    lines = ["UNWIND $rows AS row", f"MERGE (n:{noun.label} {{id: row[0]}})"]
    if noun.statement:
        lines += ["WITH n, row", f"WHERE coalesce(n.cls, 1) > 0 OR row[{_at(noun, 'cls')}] = 0"]
    lines += [f"SET n += {_map(noun, 'n')}"] if noun.columns else []
    lines += POINT if noun.name == "places" else []
    for link in links_of(noun):
        lines += _link(noun, link)
    return "\n".join(lines) + "\n"


def _link(noun: Noun, link: Link) -> list[str]:
    at = f"row[{_at(noun, link.column)}]"
    arrow = f"(n)<-[{{}}:{link.type}]-" if link.inward else f"(n)-[{{}}:{link.type}]->"
    to, none = arrow.format(""), f"NOT EXISTS {{ {arrow.format('')}() }}"  # MERGE would search the many of one agency
    return [
        "WITH n, row",
        f"CALL (n, row) {{ MATCH {arrow.format('old')}(o) WHERE o.id <> coalesce({at}, '') DELETE old }}",
        f"CALL (n, row) {{ MATCH (o:{link.label} {{id: {at}}}) WHERE {none} CREATE {to}(o) }}",
    ]


def _tie(noun: Noun) -> str:
    a, b = (NOUN[column.of].label for column in ends_of(noun))
    seal = [f"WHERE coalesce(before.cls, 1) > 0 OR row[{_at(noun, 'cls')}] = 0"] if noun.statement else []
    seal = MATCHED if noun.name == "matches" else seal
    lines = [
        "UNWIND $rows AS row",
        f"OPTIONAL MATCH (x)-[old:{noun.label} {{id: row[0]}}]->(y)",
        "WITH row, old, properties(old) AS before, x.id <> row[1] OR y.id <> row[2] AS moved,",
        "  CASE WHEN coalesce(old.start_record, x.id) = row[1] AND coalesce(old.end_record, y.id) = row[2]",
        "    THEN properties(old) ELSE {} END AS told  // a merged record's tie stands elsewhere, and is the same",
        *seal,
        "CALL (old, moved) { WITH old, moved WHERE moved DELETE old }",
        "WITH row, before, told",
        f"MATCH (a:{a} {{id: row[1]}})",
        f"MATCH (b:{b} {{id: row[2]}})",
        f"MERGE (a)-[r:{noun.label} {{id: row[0]}}]->(b)",
        "SET r += told",
        f"SET r += {_map(noun, 'before')}",
        *(HELD if noun.name == "matches" else ()),
    ]
    return "\n".join(lines) + "\n"


def _map(noun: Noun, before: str, first: str = "") -> str:
    """The properties as a map; `before` names what was there, empty for nothing."""
    skipped = {"id", *(column.name for column in ends_of(noun))}
    parts = [
        f"{_quoted(field.name)}: {_value(noun, field, position, before)}"
        for position, field in enumerate(fields_of(noun))
        if field.name not in skipped
    ]
    lines, line = [], f"{{{first}"
    for part in parts:
        if len(line) + len(part) > WIDTH:
            lines.append(line.rstrip())
            line = "  "
        line += f"{part}, "
    return "\n".join([*lines, line.removesuffix(", ") + "}"])


def _quoted(name: str) -> str:
    return f"`{name}`" if name in ("by", "with", "at", "to") else name


def _value(noun: Noun, field: Field, position: int, before: str) -> str:
    value = f"row[{position}]"
    guard = GUARDED.get((noun.name, field.name))
    if guard:
        first, said = (f"row[{_at(noun, name)}]" for name in ("valid_from", "stated_at"))
        value = guard.format(until=value, first=first, said=said, five=FIVE)
    form = {Kind.DATE: "date", Kind.INSTANT: "datetime"}.get(field.kind)
    value = f"{form}({value})" if form else value
    strong = UNLOWERED.get((noun.name, field.name)) if before else None
    if strong:
        held = ", ".join(f"'{each}'" if isinstance(each, str) else str(each).lower() for each in strong)
        return f"coalesce(head([v IN [{held}] WHERE v IN [{before}.{field.name}, {value}]]), {value})"
    kept = [f"{before}.{field.name}"] if before and field.name in KEPT else []
    decided = DECIDED.get((noun.name, field.name)) if before else None
    if decided:
        stood = "told" if noun.shape == "TIE" else before
        here = " OR ".join(f"{stood}.{mark} IS NOT NULL" for mark in decided.marks)
        taken = f"\n    AND NOT {value} IN {list(decided.yields)}" if decided.yields else ""
        here = f"({here})" if taken and len(decided.marks) > 1 else here
        return f"CASE WHEN {here}{taken}\n    THEN {stood}.{field.name} ELSE {value} END"
    now = ["$now"] if field.name == "recorded_at" else []
    return f"coalesce({', '.join([value, *kept, *now])})" if kept or now else value


def _at(noun: Noun, name: str) -> int:
    return [field.name for field in fields_of(noun)].index(name)


def main() -> None:
    """Write every file."""
    for noun in NOUNS:
        (FOLDER / f"import_{noun.name}.cypher").write_text(text_of(noun), encoding="utf-8")
        (FOLDER / f"import_new_{noun.name}.cypher").write_text(text_of_new(noun), encoding="utf-8")


if __name__ == "__main__":
    main()
