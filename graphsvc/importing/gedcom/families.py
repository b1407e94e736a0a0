"""FAM records, and what a child's own record says of them: unions and parent ties."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graphsvc.importing.gedcom import words
from graphsvc.importing.gedcom.book import Book
from graphsvc.importing.gedcom.lines import VOID, Line
from graphsvc.importing.gedcom.people import Person, happened


@dataclass(frozen=True)
class Child:
    """Somebody as a child of a family: by FAMC of the own record, CHIL of the family, or both."""

    person: Person
    own: Line | None
    named: Line | None


@dataclass
class Family:
    """A family record, whether RESN stands on it, and who is in it."""

    record: Line
    shut: bool
    partners: list[tuple[Line, Person]] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)


@dataclass(frozen=True, order=True)
class Parent:
    """A parent tie as the file states it; `how` is a row of words.BY_SEX. `shut`: restricted."""

    parent: str
    child: str
    how: str
    verification: str
    shut: bool
    sex: str = field(compare=False)
    line: Line = field(compare=False)


def read_families(book: Book, records: Iterable[Line], people: Mapping[str, Person]) -> None:
    """The unions and parent ties of all families."""
    families = {record.xref: _family(book, record, people) for record in records}
    for person in people.values():
        _own_word(book, person, families)
    _unions(book, families.values())
    _kin(book, families.values())


def _family(book: Book, record: Line, people: Mapping[str, Person]) -> Family:
    family = Family(record, book.shut(record))
    book.take("unions, kin", record)
    for line in record.all("HUSB", "WIFE", "CHIL"):
        if line.value == VOID:
            continue
        book.take("kin" if line.tag == "CHIL" else "unions, kin", line)
        if line.tag == "CHIL":
            family.children.append(Child(people[line.value], None, line))
        else:
            family.partners.append((line, people[line.value]))
    return family


def _own_word(book: Book, person: Person, families: Mapping[str, Family]) -> None:
    """FAMC joins what the family says of this child; a family that does not name the child is believed the child."""
    for line in person.record.all("FAMC"):
        if line.value == VOID:
            continue
        book.take("kin", line)
        children = families[line.value].children
        rows = (row for row, each in enumerate(children) if each.person is person and not each.own)
        at = next(rows, None)
        if at is None:
            children.append(Child(person, line, None))
        else:
            children[at] = Child(person, line, children[at].named)


# ---- unions ---------------------------------------------------------------------------------------------------


def _unions(book: Book, families: Iterable[Family]) -> None:
    """One for each family of two; the same two again are counted on."""
    numbers: Counter[frozenset[str]] = Counter()
    for family in families:
        if len(family.partners) == 2:
            a, b = (person for _, person in family.partners)
            numbers[frozenset((a.local, b.local))] += 1
            local = f"union:{a.local}:{b.local}:{numbers[frozenset((a.local, b.local))]}"
            _union(book, family, local, a, b)


def _union(book: Book, family: Family, local: str, a: Person, b: Person) -> None:
    record = family.record
    married = next((event for event in record.all("MARR") if happened(event)), None)
    ended = next((event for event in record.all(*words.ENDINGS) if happened(event)), None)
    apart = next((event for event in record.all("EVEN") if _type(event) == "separation"), None)
    events = [event for event in (married, ended or apart) if event]
    days = [book.day(event)[0] for event in (married, ended) if event]
    for event in events:
        book.take("unions", event, event.first("TYPE"))
    kept = [book.shut(event) for event in events]
    shut = family.shut or a.shut or b.shut or any(kept)
    category = words.UNION_TYPES.get(_type(married), "MARRIED") if married else ""
    status = "DISSOLVED" if ended else "SEPARATED" if apart else ""
    columns = {
        "partner_a": book.key(a.local),
        "partner_b": book.key(b.local),
        "category": category,
        "status": status,
        "valid_from": days[0] if married else "",
        "valid_to": days[-1] if ended else "",
    }
    book.state("unions", married or record, local, [record, *events], shut, {**columns})


def _type(event: Line) -> str:
    kind = event.first("TYPE")
    return kind.value.strip().lower() if kind else ""


# ---- parents --------------------------------------------------------------------------------------------------


def _kin(book: Book, families: Iterable[Family]) -> None:
    """Each parent tie once, however many families state it alike; ids do not depend on which family that is."""
    said: dict[Parent, Parent] = {}
    for family in families:
        for child in family.children:
            for each in _parents(book, family, child):
                said.setdefault(each, each)
    alike: dict[tuple[str, str, str], list[Parent]] = defaultdict(list)
    for each in said:
        alike[each.parent, each.child, each.how].append(each)
    for each in said:
        number = sorted(alike[each.parent, each.child, each.how]).index(each) + 1
        _state(book, each, number)


def _state(book: Book, tie: Parent, number: int) -> None:
    role, basis = words.roles(tie.how, tie.sex)
    local = f"kin:{tie.parent}:{tie.child}:{tie.how}" + (f":{number}" if number > 1 else "")
    ends = {"relative": book.key(tie.parent), "person": book.key(tie.child)}
    said = {"role": role, "basis": basis, "verification": tie.verification}
    book.state("kin", tie.line, local, [], tie.shut, {**ends, **said})


def _parents(book: Book, family: Family, child: Child) -> Iterable[Parent]:
    line = child.own or child.named
    assert line
    stat = child.own.first("STAT") if child.own else None
    book.take("verification", stat)
    shut = family.shut or child.person.shut or book.shut(line) or _told_in_confidence(book, child, family)
    for tag, parent in family.partners:
        how = _how(book, child, family, tag.tag)
        if how == "birth" and parent.sex not in ("FEMALE", "MALE"):
            how = "parent"  # HL7 has a birth mother and a birth father, and no birth parent
        if how:
            verification = stat.value.upper() if stat else ""
            shut_here = shut or parent.shut
            yield Parent(parent.local, child.person.local, how, verification, shut_here, parent.sex, line)


def _how(book: Book, child: Child, family: Family, tag: str) -> str:
    """As what this partner is the child's parent; empty where the file says that it is none of our parents."""
    said = child.own.first("PEDI") if child.own else None
    if not said and child.named:
        said = child.named.first({"HUSB": "_FREL", "WIFE": "_MREL"}[tag])
    if not said:
        return "adopted" if _adopted(book, child, family, tag) else "parent"
    phrase = said.first("PHRASE")
    word = phrase.value if phrase and said.value.upper() == "OTHER" else said.value
    how = words.PEDIGREES.get(word.strip().upper(), "")
    if how:
        book.take("kin", said, phrase)
    else:
        book.leave(words.NO_PARENT, said, phrase)
    return how


def _told_in_confidence(book: Book, child: Child, family: Family) -> bool:
    """Whether a restricted event of the child says how it came into this family: it names it, or an adoption names
    none."""
    events = [(tag, event) for tag in ("ADOP", "BIRT", "CHR") for event in child.person.record.all(tag)]
    named = [(tag, event, [line.value for line in event.all("FAMC")]) for tag, event in events]
    return any(
        book.shut(event)
        for tag, event, families in named
        if family.record.xref in families or (tag == "ADOP" and not families)
    )


def _adopted(book: Book, child: Child, family: Family, tag: str) -> bool:
    """Whether an ADOP event of the child names this family, and this partner where it names one."""
    for event in child.person.record.all("ADOP"):
        for line in event.all("FAMC"):
            by = line.first("ADOP")
            if line.value == family.record.xref and (not by or by.value.upper() in (tag, "BOTH", "")):
                book.take("kin", event, line, by)
                return True
    return False
