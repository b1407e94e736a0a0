"""The tables written out as policies: 30_purposes, 40_fields and 50_touchpoints, as they are shipped.

`graphsvc schema` writes them, so that a new row of permissions.csv is a new rule in the same commit. A site changes
its own copy of the text; what it may permit at most stays in the tables.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from textwrap import fill

from graphsvc.access.ceilings import Ceilings, read_ceilings
from graphsvc.access.permissions import ANY_PURPOSE, NO_PURPOSE, SCOPES, Row
from graphsvc.access.touchpoints import MODES
from graphsvc.model.codes import CODES

_WHOM: Mapping[str, str] = {
    "yes": "About everybody, as far as the compartments show them.",
    "queue": "About people who wait for a safety review.",
    "programme": "About people on the programme's list.",
    "team": "About the circles of those whom the asker supervises.",
    "own": "About the asker's own people: assigned to her, and those close to them.",
    "case": "About people of the case named in the purpose, by that case file alone.",
    "agg": "In totals only; never a row.",
}
_HEAD = """// {title}
// Written from {table} by `graphsvc schema`, a rule for each word of a line; a site changes its own copy.
// {note}
"""


def written_policies(folder: Path) -> dict[Path, str]:
    """File → text, from the tables of the folder."""
    tables = read_ceilings(folder)
    return {
        folder / "30_purposes.cedar": _purposes(tables),
        folder / "40_fields.cedar": _fields(tables.permissions.rows.values()),
        folder / "50_touchpoints.cedar": _touchpoints(tables),
    }


def _purposes(tables: Ceilings) -> str:
    note = "A role may open a purpose that some question gives it a reason for; a question accepts what its rule names."
    rules = [
        _rule(
            f"open.{purpose}",
            f"Roles that have something to ask or record for {purpose}.",
            (["open"], f'Purpose::"{purpose}"'),
            [_one_of("principal.roles", [r for r in CODES["role"] if purpose in tables.permissions.openable((r,))])],
        )
        for purpose in CODES["purpose"]
    ]
    return _file("Who may open which purpose.", "permissions.csv", note, rules)


def _fields(rows: Iterable[Row]) -> str:
    note = "Questions whose lines in the table are equal stand together. What no rule permits is refused."
    alike: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        alike.setdefault((row.purposes, *row.cells.values()), []).append(row)
    return _file("Who may ask which question, about whom, for which purpose.", "permissions.csv", note, _asks(alike))


def _asks(alike: Mapping[tuple[object, ...], list[Row]]) -> Iterator[str]:
    for rows in alike.values():
        row, names = rows[0], [row.field for row in rows]
        yield _line(", ".join(names))
        for scope in SCOPES:
            roles = [role for role, word in row.cells.items() if word == scope]
            if roles:
                about = _WHOM[scope] if row.purposes != (NO_PURPOSE,) else "Tells nothing about a person."
                conditions = [_one_of("principal.roles", roles), *_for_purposes(row.purposes)]
                yield _rule(f"{row.field}.{scope}", about, (names, f'People::"{scope}"'), conditions)


def _for_purposes(purposes: tuple[str, ...]) -> list[str]:
    if purposes == (NO_PURPOSE,):
        return []
    return ['context.purpose != ""'] if purposes == (ANY_PURPOSE,) else [_one_of("context.purpose", purposes)]


def _touchpoints(tables: Ceilings) -> str:
    note = "What a contact shows besides depends on whose it is, on consent and on its access class (20_compartments)."
    return _file("Who sees what of each type of contact.", "touchpoints.csv", note, _sees(tables.touchpoints.words))


def _sees(words: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for kind, row in words.items():
        yield _line(kind)
        for word in (word for word in MODES if word != "-" and word in row.values()):
            sectors = [sector for sector, said in row.items() if said == word]
            ask = ([f"see {word}"], f'Touchpoint::"{kind}"')
            yield _rule(f"{kind}.{word}", MODES[word].meaning, ask, [_one_of("principal.sector", sectors)])


def _line(names: str) -> str:
    return fill(f"// ---- {names} ", 120, subsequent_indent="//      ")


def _one_of(what: str, words: Iterable[str]) -> str:
    """A condition over one word, or over a set of them."""
    method = "containsAny" if what == "principal.roles" else "contains"
    return fill(
        f"{_list(words)}.{method}({what})", 116, subsequent_indent=" ", break_long_words=False, break_on_hyphens=False
    )


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(map(json.dumps, words))}]"


def _rule(name: str, because: str, ask: tuple[list[str], str], conditions: list[str]) -> str:
    actions = [f"Action::{json.dumps(action)}" for action in ask[0]]
    about = f"== {actions[0]}" if len(actions) == 1 else f"in [{', '.join(actions)}]"
    head = f"permit (principal, action {about}, resource == {ask[1]})"
    wrapped = fill(head, 120, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    said = " &&\n  ".join(condition.replace("\n", "\n  ") for condition in conditions)
    return f'@id("{name}")\n@because("{because}")\n{wrapped}\nwhen {{\n  {said}\n}};'


def _file(title: str, table: str, note: str, rules: Iterable[str]) -> str:
    return _HEAD.format(title=title, table=table, note=note) + "\n" + "\n\n".join(rules) + "\n"
