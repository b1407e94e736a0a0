"""Rules about one row, or about one noun's rows together: pure functions from a table to its bad rows.

Each returns {row position: Problem}; a row needs only one reason to stay out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from graphsvc.importing.problems import Problem
from graphsvc.importing.tables import Table
from graphsvc.model.intel import unfit
from graphsvc.model.kin import CHILD_ROLES, PARENT_ROLES

ORDERED = (
    ("valid_from", "valid_to"),
    ("opened_on", "closed_on"),
    ("starts_at", "ends_at"),
    ("signed_on", "expires_on"),
    ("issued_on", "expires_on"),
    ("issued_on", "ended_on"),
    ("placed_on", "ends_on"),
    ("asked_on", "due_on"),
)
"""Column pairs of which the first must not be after the second, whatever the noun."""

CIRCLE_SHOWN = 6  # people named of a circle; the whole of a long one helps nobody

Found = dict[int, Problem]


def date_order(table: Table) -> Found:
    """Rows that end before they begin."""
    found: Found = {}
    for first, second in ORDERED:
        if first in table.columns and second in table.columns:
            pairs = zip(table.columns[first], table.columns[second], strict=True)
            for row, (a, b) in enumerate(pairs):
                if a is not None and b is not None and a > b:  # type: ignore[operator]  # both days or both instants
                    found[row] = table.problem(row, "DATE_ORDER", second, first=first, second=second)
    return found


def self_ties(table: Table) -> Found:
    """Ties from somebody to themselves."""
    ends = [c for c in table.noun.columns[:2] if table.noun.shape == "TIE"]
    if len(ends) < 2 or ends[0].of != ends[1].of:
        return {}
    a, b = ends[0].name, ends[1].name
    pairs = zip(table.columns[a], table.columns[b], strict=True)
    return {row: table.problem(row, "SELF_TIE", b) for row, (x, y) in enumerate(pairs) if x == y}


def case_files(table: Table) -> Found:
    """CASE_FILE statements without a case: nobody's team could ever read them."""
    if not table.noun.statement:
        return {}
    pairs = zip(table.columns["compartment"], table.columns["case_id"], strict=True)
    rows = (row for row, (kind, case) in enumerate(pairs) if kind == "CASE_FILE" and not case)
    return {row: table.problem(row, "NEEDS_CASE", "case_id") for row in rows}


# ---- affiliations: AC-2.1, AC-2.2, AC-2.4 ---------------------------------------------------------------------


def affiliations(table: Table, born: Mapping[str, date], today: date) -> Found:
    """Affiliations that must not be on file. `born` is each person's latest recorded birth date."""
    found: Found = {}
    for row in range(len(table)):
        at = {name: values[row] for name, values in table.columns.items()}
        reason = unfit(at, born.get(str(at["person"])), today)
        if reason:
            found[row] = table.problem(row, reason.code, reason.column, **reason.why)
    return found


# ---- parents --------------------------------------------------------------------------------------------------

Edge = tuple[str, str, str]
"""(kin id, parent, child)"""

_PARENT_IS = MappingProxyType({**dict.fromkeys(PARENT_ROLES, 0), **dict.fromkeys(CHILD_ROLES, 1)})


def parent_edges(rows: Iterable[tuple[str, str, str, str]]) -> list[Edge]:
    """The parent ties among (id, relative, person, role): step and foster parents are nobody's ancestors."""
    edges = []
    for identity, relative, person, role in rows:
        end = _PARENT_IS.get(role)
        if end is not None:
            edges.append((identity, relative, person) if end == 0 else (identity, person, relative))
    return edges


def table_edges(table: Table) -> list[Edge]:
    """The parent ties of a kin table, the disproven ones left out."""
    names = ("id", "relative", "person", "role", "verification")
    rows = zip(*(table.texts(name) for name in names), strict=True)
    return parent_edges(row[:4] for row in rows if row[4] != "DISPROVEN")


def own_ancestors(table: Table, there: Sequence[Edge]) -> Found:
    """Kin rows that make somebody their own ancestor, together or with the graph's parent ties `there`."""
    ours = set(table.ids)
    edges = [*table_edges(table), *(edge for edge in there if edge[0] not in ours)]
    circles = circles_of(edges)
    if not circles:
        return {}
    rows = {identity: row for row, identity in enumerate(table.ids)}
    found: Found = {}
    for identity, parent, child in edges:
        circle = circles.get(parent)
        if circle and circle is circles.get(child) and identity in rows:
            row = rows[identity]
            found[row] = table.problem(row, "OWN_ANCESTOR", "relative", circle=" → ".join(circle[:CIRCLE_SHOWN]))
    return found


def circles_of(edges: Sequence[Edge]) -> dict[str, tuple[str, ...]]:
    """Person → the people of the circle they stand in; nothing for a proper family tree."""
    children: dict[str, list[str]] = defaultdict(list)
    parents: dict[str, list[str]] = defaultdict(list)
    for _, parent, child in edges:
        children[parent].append(child)
        parents[child].append(parent)
    left = _peeled(_peeled(set(children) | set(parents), parents, children), children, parents)
    return _components(left, children) if left else {}


def _peeled(people: set[str], before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> set[str]:
    """The people left when those with nobody `before` them are taken away, again and again."""
    count = {person: sum(b in people for b in before.get(person, ())) for person in people}
    free = [person for person, n in count.items() if n == 0]
    left = set(people)
    while free:
        person = free.pop()
        left.discard(person)
        for other in after.get(person, ()):
            if other in left:
                count[other] -= 1
                if count[other] == 0:
                    free.append(other)
    return left


def _components(people: set[str], children: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Tarjan's strongly connected components of more than one person, without recursion."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    held: set[str] = set()
    circles: dict[str, tuple[str, ...]] = {}
    for root in sorted(people):
        work = [(root, iter(_within(root, people, children)))] if root not in order else []
        if work:
            _enter(root, order, low, stack, held)
        while work:
            person, rest = work[-1]
            child = next((c for c in rest if c not in order or c in held), None)
            if child is not None and child not in order:
                _enter(child, order, low, stack, held)
                work.append((child, iter(_within(child, people, children))))
            elif child is not None:
                low[person] = min(low[person], order[child])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[person])
                if low[person] == order[person]:
                    circle = _popped(person, stack, held)
                    circles |= dict.fromkeys(circle, circle) if len(circle) > 1 else {}
    return circles


def _within(person: str, people: set[str], children: Mapping[str, list[str]]) -> list[str]:
    return sorted(child for child in children.get(person, ()) if child in people)


def _enter(person: str, order: dict[str, int], low: dict[str, int], stack: list[str], held: set[str]) -> None:
    order[person] = low[person] = len(order)
    stack.append(person)
    held.add(person)


def _popped(person: str, stack: list[str], held: set[str]) -> tuple[str, ...]:
    circle = [stack.pop()]
    while circle[-1] != person:
        circle.append(stack.pop())
    held.difference_update(circle)
    return tuple(reversed(circle))
