"""Checked rows of people, names, births, deaths, unions and kin as a GEDCOM 7.0 file: pure, from tables to a text.

A file has neither agencies nor compartments, so it holds the statements of one agency in one compartment; sealed
ones, and people whom safety lines 6 and 15 conceal, are not in it, and nothing in it says that they exist. What is the
owner's alone leaves with RESN CONFIDENTIAL. What GEDCOM cannot say as strongly or as weakly as we do stays out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import gedcom7

from graphsvc.importing.gedcom import words
from graphsvc.importing.gedcom.records import records
from graphsvc.importing.gedcom.tree import Family, Row, Tree, restricted
from graphsvc.importing.tables import Table
from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.nouns import NOUN
from graphsvc.model.safety_lines import RULES, Effect, Fact

CONCEALING = frozenset(
    code for rule in RULES if rule.fact is Fact.ALERT and rule.effect is Effect.CONCEAL for code in rule.codes
)
"""Alerts that conceal somebody from everybody, as the safety lines have it (6 and 15)."""
WRITTEN = ("names", "births", "deaths", "unions", "kin")
_HOW = {(KIN_ROLES[role].group, row[3]): how for how, row in words.BY_SEX.items() for role in row[:1]}
_BIRTH = ("NMTH", "NFTH")
_DOWN = {"CHILD": "PRN", "CHLDADOPT": "ADOPTP", "CHLDFOST": "PRNFOST", "STPCHLD": "STPPRN"}
_SAID_ABOUT = {noun.name: noun.about for noun in NOUN.values() if noun.statement}


@dataclass(frozen=True)
class Wish:
    """Whose statements, of which compartment; and what is taken from ids to make xrefs."""

    owner: str
    compartment: str = "FAMILY"
    prefix: str = ""


@dataclass(frozen=True)
class Written:
    """The file's text, how many records of each kind it has, and what stayed out and why: reason → rows."""

    text: str
    people: int
    families: int
    left: Mapping[str, int]


def written(tables: Mapping[str, Table], wish: Wish) -> Written:
    """The file. Raises ValueError for a character that GEDCOM forbids."""
    left: Counter[str] = Counter()
    tree = _tree(tables, wish, left)
    _families(tree)
    text = gedcom7.dumps(records(tree, wish.prefix))
    return Written(text, len(tree.people), len(tree.families), dict(sorted(left.items())))


# ---- which rows -----------------------------------------------------------------------------------------------


def _tree(tables: Mapping[str, Table], wish: Wish, left: Counter[str]) -> Tree:
    concealed = {str(row["person"]) for row in _rows(tables, "alerts") if row["kind"] in CONCEALING}
    rows: dict[str, list[Row]] = {}
    for noun in WRITTEN:
        rows[noun] = []
        for row in _rows(tables, noun):
            about = {str(row[column]) for column in _SAID_ABOUT[noun]}
            if _mine(row, wish) and about.isdisjoint(concealed):
                why = _UNSAID[noun](row)
                rows[noun] += [] if why else [row]
                left.update([why] if why else [])
    hidden = concealed | (_talked_of(tables) - _named(rows))
    people = [identity for identity in tables["people"].ids if identity not in hidden] if "people" in tables else []
    shut = frozenset(str(row["person"]) for row in rows["names"] if restricted(row))
    sexes = {str(row["person"]): str(row["sex"]) for row in reversed(rows["births"]) if row["sex"] != "UNKNOWN"}
    return Tree(people, rows, shut, sexes=sexes)


def _rows(tables: Mapping[str, Table], noun: str) -> list[Row]:
    table = tables.get(noun)
    if not table:
        return []
    names = list(table.columns)
    return [_doubted(dict(zip(names, cells, strict=True))) for cells in zip(*table.columns.values(), strict=True)]


def _doubted(row: Row) -> Row:
    """A statement that somebody questioned leaves as questioned: GEDCOM has no day for it."""
    doubted = row.get("contested_at") and row["verification"] != "DISPROVEN"
    return {**row, "verification": "CHALLENGED"} if doubted else row


def _mine(row: Row, wish: Wish) -> bool:
    return (row["owner"], row["compartment"], row["sealed"]) == (wish.owner, wish.compartment, False)


def _talked_of(tables: Mapping[str, Table]) -> set[str]:
    """The people about whom the tables say anything at all: a bare record of one of them would say it too."""
    return {
        identity
        for noun in tables
        for column in NOUN[noun].all_columns
        if column.of == "people" and noun != "people"
        for identity in tables[noun].texts(column.name)
    }


def _named(rows: Mapping[str, Iterable[Row]]) -> set[str]:
    return {str(row[column]) for noun in rows for row in rows[noun] for column in _SAID_ABOUT[noun]}


# ---- what GEDCOM cannot say -----------------------------------------------------------------------------------


def _name_unsaid(row: Row) -> str:
    if row["verification"] == "DISPROVEN":
        return "names: disproven, for which GEDCOM has no word"
    if row["kind"] not in words.NAME_TYPES:
        return "names: a street name is no part of a family's tree"
    texts = [str(row[name] or "") for name in ("given", "family")]
    return "names: a slash in it, or nothing" if any("/" in t for t in texts) or not any(texts) else ""


def _event_unsaid(row: Row) -> str:
    return "births, deaths: disproven, for which GEDCOM has no word" if row["verification"] == "DISPROVEN" else ""


def _union_unsaid(row: Row) -> str:
    return "unions: disproven, for which GEDCOM has no word" if row["verification"] == "DISPROVEN" else ""


def _kin_unsaid(row: Row) -> str:
    return "" if _parent_tie(row) else "kin: no parent by birth, law, fostering or marriage"


_UNSAID = {
    "names": _name_unsaid,
    "births": _event_unsaid,
    "deaths": _event_unsaid,
    "unions": _union_unsaid,
    "kin": _kin_unsaid,
}


def _parent_tie(row: Row) -> tuple[str, str, str] | None:
    """(parent, child, how), whichever end the role names; nothing for all other kin."""
    relative, person, role = (str(row[name]) for name in ("relative", "person", "role"))
    group = KIN_ROLES[role].group
    up = _DOWN.get(group, group)
    how = _HOW.get((up, str(row["basis"])))
    if not how:
        return None
    how = ("birth" if role in _BIRTH else "parent") if up == "PRN" else how
    return (person, relative, how) if group in _DOWN else (relative, person, how)


# ---- families -------------------------------------------------------------------------------------------------


def _families(tree: Tree) -> None:
    """A family for each union; the parent ties go there where both are the child's parents alike, else to families
    of one: two parents in one record would state a union."""
    for row in tree.rows["unions"]:
        a, b = str(row["partner_a"]), str(row["partner_b"])
        shut = restricted(row) and tree.shut.isdisjoint((a, b))
        tree.families.append(Family((("HUSB", a), ("WIFE", b)), shut, row))
    couples = {frozenset(p for _, p in family.partners): family for family in reversed(tree.families)}
    for (child, how, verification, shut), parents in _alike(tree).items():
        pairs = (frozenset((a, b)) for a in parents for b in parents if a < b)
        found = next((couples[p] for p in pairs if p in couples and _fits(tree, couples[p], child, shut)), None)
        if found:
            _put(tree, found, child, how, verification)
        for parent in parents:
            if not found or parent not in {p for _, p in found.partners}:
                _put(tree, _of_one(tree, parent, child, shut), child, how, verification)


def _alike(tree: Tree) -> dict[tuple[str, str, str, bool], list[str]]:
    """(child, how, verification, restricted) → the parents of whom exactly that is said."""
    alike: dict[tuple[str, str, str, bool], list[str]] = {}
    for row in sorted(tree.rows["kin"], key=lambda each: str(each["id"])):  # whatever order an import left
        tie = _parent_tie(row)
        assert tie  # the others were left out
        parents = alike.setdefault((tie[1], tie[2], str(row["verification"]), restricted(row)), [])
        if tie[0] not in parents:
            parents.append(tie[0])
    return alike


def _fits(tree: Tree, family: Family, child: str, shut: bool) -> bool:
    """Whether in that family each tie would be exactly as restricted as it is."""
    inside = family.shut or child in tree.shut
    return child not in family.children and all((inside or p in tree.shut) == shut for _, p in family.partners)


def _of_one(tree: Tree, parent: str, child: str, shut: bool) -> Family:
    shut = shut and tree.shut.isdisjoint((parent, child))
    alike = tree.alone.setdefault((parent, shut), [])
    found = next((family for family in alike if child not in family.children), None)
    if not found:
        found = Family((("WIFE" if tree.sexes.get(parent) == "FEMALE" else "HUSB", parent),), shut)
        alike.append(found)
        tree.families.append(found)
    return found


def _put(tree: Tree, family: Family, child: str, how: str, verification: str) -> None:
    family.children.append(child)
    tree.own.setdefault(child, []).append((family, how, verification))
