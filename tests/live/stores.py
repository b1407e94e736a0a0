"""Whole stores as comparable text: every node and tie with labels, ends and properties."""

from graphsvc.database.driver import Graph

_NODES = """MATCH (n) WHERE NOT n:Migration AND NOT n:Revision AND NOT n:Change
RETURN labels(n) AS labels, properties(n) AS properties"""
_TIES = """MATCH (a)-[r]->(b)
RETURN labels(a) AS of, a.id AS a, type(r) AS type, labels(b) AS to, b.id AS b, properties(r) AS properties"""


async def dump(graph: Graph) -> list[str]:
    """One line a node or tie, sorted; migrations and the bookkeeping of revisions left out."""
    rows = [*await graph.run_alone(_NODES), *await graph.run_alone(_TIES)]
    return sorted(str({**row, "properties": sorted(row["properties"].items())}) for row in rows)
