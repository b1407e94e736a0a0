"""Every code that a client can meet, and what it says: errors.json, and the words of errors that are not told."""

from collections.abc import Mapping
from types import MappingProxyType

import orjson

from graphsvc.errors import MEANINGS, GraphsvcError, Meaning
from graphsvc.model.answers import PROBLEMS

CODES: Mapping[str, Meaning] = MappingProxyType(
    {**MEANINGS, **{each.code: Meaning(each.code, each.message, each.next_step) for each in PROBLEMS.values()}}
)


def words_of(fault: GraphsvcError) -> tuple[str, str]:
    """(message, next step) for a client: the error's own where it is told, else those of its code."""
    row = CODES[fault.code]
    return (fault.message, fault.next_step) if fault.told else (row.message, row.next_step)


def errors_text() -> str:
    """errors.json as committed: code → message and next step, by code."""
    said = {row.code: {"message": row.message, "nextStep": row.next_step} for row in CODES.values()}
    return orjson.dumps(said, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE).decode()
