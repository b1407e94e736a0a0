"""Records that miss a required field or break a rule: Community edition cannot enforce either, so a command looks."""

from dataclasses import dataclass
from datetime import date

from graphsvc.database.driver import Graph
from graphsvc.model.nouns import NOUNS, Kind, Noun


@dataclass(frozen=True)
class Missing:
    """One bad record: its noun, its id (None when that is missing too) and the fields it lacks or rules it breaks."""

    noun: str
    id: str | None
    fields: tuple[str, ...]


def required_properties(noun: Noun) -> list[str]:
    """Properties that every record of a noun must have: a tie's ends are its ends, not properties."""
    ends = {c.name for c in noun.columns[:2] if noun.shape == "TIE" and c.kind is Kind.REF}
    named = [c.name for c in noun.all_columns if c.required and c.name not in ends]
    return [*named, "cls"] if noun.statement else named


async def missing_fields(graph: Graph) -> list[Missing]:
    """Every incomplete record, noun by noun, by id: one statement a noun, 10,000 rows at most each."""
    found: list[Missing] = []
    for noun in NOUNS:
        name = "check_missing_nodes" if noun.shape == "NODE" else "check_missing_ties"
        rows = await graph.read(name, label=noun.label, required=required_properties(noun))
        found += [Missing(noun.name, row["id"], tuple(row["missing"])) for row in rows]
    return found


async def broken_intel(graph: Graph, today: date, years: int) -> list[Missing]:
    """Affiliations that no writer of ours makes (AC-2.1, 2.2, 2.4), 10,000 at most."""
    rows = await graph.read("check_intel", today=today, years=years)
    return [Missing("affiliations", row["id"], tuple(row["broken"])) for row in rows]
