"""The closed set of expressions that a mapping may use for a column.

    "pole-{id}"                                   a template: constant text and columns of the foreign row
    ["{date}", "T12:00"]                          several, joined
    {of = E, lower = true}                        lower case
    {of = E, date = "%d/%m/%Y"}                   a day in that pattern, as YYYY-MM-DD
    {of = E, codes = {A = "B"}, otherwise = "C"}  a code for each text
    {of = E, lookup = "name"}                     the value that another foreign row gives for this key

An expression is compiled once and then works on whole columns.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from graphsvc.errors import BundleError

Cells: TypeAlias = Mapping[str, Sequence[str]]
"""A foreign block: column → cells."""
Lookups: TypeAlias = Mapping[str, Mapping[str, str]]
Compiled: TypeAlias = Callable[[Cells, int, Lookups], Sequence[str]]
"""Cells, how many rows, lookups → one text a row."""

_PIECES = re.compile(r"\{([^{}]+)\}")
_FORMS = ("lower", "date", "codes", "lookup")


def compiled(said: object) -> Compiled:
    """The expression, ready to run. Raises BundleError for what is none."""
    if isinstance(said, str):
        return _template(said)
    if isinstance(said, list):
        return _joined([compiled(part) for part in said])
    if isinstance(said, dict) and "of" in said:
        forms = [form for form in _FORMS if form in said]
        if len(forms) == 1 and not set(said) - {"of", "otherwise", forms[0]}:
            return _transformed(compiled(said["of"]), forms[0], said)
    raise BundleError(f"The mapping has {said!r}, which is no expression.", "See graphsvc/importing/expressions.py.")


def columns_named(said: object) -> set[str]:
    """The foreign columns that an expression reads."""
    if isinstance(said, str):
        return set(_PIECES.findall(said))
    parts = said if isinstance(said, list) else [said["of"]] if isinstance(said, dict) and "of" in said else []
    return {name for part in parts for name in columns_named(part)}


def _template(text: str) -> Compiled:
    names = _PIECES.findall(text)
    if text == "{" + "".join(names) + "}":
        return lambda cells, count, lookups: cells[names[0]]
    if not names:
        return lambda cells, count, lookups: [text] * count
    form = "%s".join(part.replace("%", "%%") for part in _PIECES.split(text)[::2])
    return lambda cells, count, lookups: [form % row for row in zip(*(cells[n] for n in names), strict=True)]


def _joined(parts: Sequence[Compiled]) -> Compiled:
    def run(cells: Cells, count: int, lookups: Lookups) -> Sequence[str]:
        return ["".join(row) for row in zip(*(part(cells, count, lookups) for part in parts), strict=True)]

    return run


def _transformed(of: Compiled, form: str, said: Mapping[str, object]) -> Compiled:
    argument, otherwise = said[form], said.get("otherwise")
    if form == "lookup":
        return lambda cells, count, lookups: [
            lookups[str(argument)].get(key, str(otherwise or "")) for key in of(cells, count, lookups)
        ]
    one = _one(form, argument, None if otherwise is None else str(otherwise))

    def run(cells: Cells, count: int, lookups: Lookups) -> Sequence[str]:
        values = of(cells, count, lookups)
        memo = {value: one(value) for value in set(values)}
        return [memo[value] for value in values]

    return run


def _one(form: str, argument: object, otherwise: str | None) -> Callable[[str], str]:
    if form == "lower":
        return str.lower
    if form == "date":
        return lambda text: _day(text, str(argument))
    if not isinstance(argument, dict):
        raise BundleError("A mapping's codes must be a table.", 'Write codes = {A = "B"}.')
    return lambda text: str(argument.get(text, text if otherwise is None else otherwise))


def _day(text: str, pattern: str) -> str:
    """The day as YYYY-MM-DD; what does not fit the pattern stays, for the checker to refuse by its own value."""
    try:
        return datetime.strptime(text, pattern).date().isoformat()
    except ValueError:
        return text
