"""Pairs whom a refused row leaves waiting for a safety reviewer, as a purge does (records/purge.py).

A row that says what keeps two people apart may be refused for one bad cell of its own. That the two are to be kept
apart is known all the same, so neither may stand in the other's band until the row is mended or a reviewer decides.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import blake2b
from types import MappingProxyType

from graphsvc.importing.cells import Cell
from graphsvc.importing.stored import CELL
from graphsvc.importing.tables import Table
from graphsvc.model.intel import REACH
from graphsvc.model.nouns import NOUN, Noun

APART = NOUN["apart"]
LEAVES_APART: Mapping[str, str] = MappingProxyType(
    {
        "orders": "NEAR",
        "harms": REACH["HARM"],
        "refusals": "SELF",
        "witnesses": REACH["WITNESS"],
        "live_conflicts": REACH["CONFLICT"],
    }
)
"""Noun of two people → for whose plans its refused rows make them wait. A screen is none: without it there is none, and
a refused CLEAR must not shut what a worker could screen again."""


def waiting_table(noun: Noun, about: Iterable[tuple[Cell, ...]], today: date) -> Table:
    """The two people of each of these refused rows as rows of the noun `apart`, for either writer."""
    reach = LEAVES_APART.get(noun.name)
    pairs = sorted({(str(a), str(b)) for a, b in about if a and b and a != b} if reach else ())
    columns: dict[str, list[Cell]] = {
        "id": [_id(str(reach), a, b) for a, b in pairs],
        "person_a": [a for a, _ in pairs],
        "person_b": [b for _, b in pairs],
        "reach": [reach for _ in pairs],
        "since": [today for _ in pairs],
    }
    return Table(APART, columns, [0] * len(pairs), ["refused"] * len(pairs))


def _id(*parts: str) -> str:
    """The same for the same pair, so that the same bundle again adds none, and no other pair's, whatever ids hold."""
    return f"refused-{blake2b(CELL.join(parts).encode(), digest_size=16).hexdigest()}"
