"""A GEDCOM file as a tree of numbered lines, whichever version it is: ged4py reads the lines of 5.5 and 5.5.1, with
their old encodings, gedcom7 reads 7.x. A file that is not well-formed is refused whole, with the lines at fault.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize

import gedcom7
from ged4py.parser import CodecError, GedcomLine, GedcomReader, IntegrityError, ParserError, guess_codec
from gedcom7.types import GedcomStructure

from graphsvc.errors import BundleError

SHOWN_FAULTS = 8  # lines named in one refusal: enough to see what is wrong with the program that wrote the file
POINTERS = ("HUSB", "WIFE", "CHIL", "FAMC", "FAMS")
POINTS_TO = {"HUSB": "INDI", "WIFE": "INDI", "CHIL": "INDI", "FAMC": "FAM", "FAMS": "FAM"}
VOID = "@VOID@"  # 7.0: somebody or something that is not in the file
LEVEL = "its level does not follow from the line before"
HEADER = "its header has no end, or HEAD.CHAR is no encoding, or another than its first bytes say"
_POINTER = re.compile(r"@[^@]+@")
_WIDE = (b"\xff\xfe", b"\xfe\xff")

Fault = tuple[int, str]
"""(line, what is wrong with it)"""


@dataclass(slots=True)
class Line:
    """A structure: its first line, and how many lines it fills with those that continue its text."""

    number: int
    tag: str
    value: str = ""
    xref: str = ""
    size: int = 1
    children: list["Line"] = field(default_factory=list)

    def all(self, *tags: str) -> list["Line"]:
        """The structures right below it with one of these tags."""
        return [child for child in self.children if child.tag in tags]

    def first(self, tag: str) -> "Line | None":
        return next((child for child in self.children if child.tag == tag), None)


def read_lines(path: Path) -> list[Line]:
    """The records of a file, header and trailer among them. Raises BundleError with the lines at fault; OSError."""
    data = path.read_bytes().rstrip() + b"\n"  # empty lines at the end mean nothing
    records = _parsed(path, data)
    faults = [*_form(records), *_pointers(records)]
    if faults:
        raise _refused(path, faults)
    return records


def walk(records: Sequence[Line]) -> Iterator[tuple[str, Line]]:
    """Every structure with the tags down to it, in the order of the file: ("INDI.BIRT.DATE", line)."""
    waiting = [(record.tag, record) for record in reversed(records)]
    while waiting:
        path, line = waiting.pop()
        yield path, line
        waiting += [(f"{path}.{child.tag}", child) for child in reversed(line.children)]


def _parsed(path: Path, data: bytes) -> list[Line]:
    version = _version(data)
    if version.startswith("7."):
        return _seven(path, data)
    if version in ("5.5", "5.5.1"):
        return _five(path, data)
    raise _refused(path, [(1, f"HEAD.GEDC.VERS is {version or 'missing'}; 5.5, 5.5.1 and 7.x are read")])


def _version(data: bytes) -> str:
    """What the header says; empty when it does not."""
    if data.startswith(_WIDE):
        return "in UTF-16"
    inside = False
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines()):
        words = line.split()
        if words[:1] == [b"0"] and number:
            break
        if words[:1] == [b"1"]:
            inside = words[1:2] == [b"GEDC"]
        if inside and words[:2] == [b"2", b"VERS"] and len(words) == 3:
            return words[2].decode("ascii", "replace")
    return ""


# ---- 7.x ------------------------------------------------------------------------------------------------------


def _seven(path: Path, data: bytes) -> list[Line]:
    try:
        records = gedcom7.loads(data.decode("utf-8"))
    except UnicodeDecodeError as fault:
        raise _refused(path, [(_line_at(data, fault.start), "it is not UTF-8")]) from fault
    except gedcom7.GedcomParseError as fault:
        last = 1 if "begin" in fault.message else _line_at(data.rstrip(), len(data))
        raise _refused(path, [(fault.line_number or last, fault.message.partition(": '")[0])]) from fault
    except ValueError as fault:  # a level of more digits than a number may have
        where = re.search(rb"^\d{10}", data, re.MULTILINE)
        raise _refused(path, [(_line_at(data, where.start() if where else 0), LEVEL)]) from fault
    return _numbered(records)


def _line_at(data: bytes, offset: int) -> int:
    return len(re.findall(rb"\r\n|\r|\n", data[:offset])) + 1


def _numbered(records: Sequence[GedcomStructure]) -> list[Line]:
    """The parser keeps the order and joins what continues a text with line feeds: that gives each its number."""
    number = 1
    made: list[Line] = []
    waiting = [(record, made) for record in reversed(records)]
    while waiting:
        each, into = waiting.pop()
        size = 1 + each.text.count("\n")
        line = Line(number, each.tag, each.pointer or each.text, each.xref or "", size)
        number += size
        into.append(line)
        waiting += [(child, line.children) for child in reversed(each.children)]
    return made


# ---- 5.5 and 5.5.1 --------------------------------------------------------------------------------------------


def _five(path: Path, data: bytes) -> list[Line]:
    raw: list[GedcomLine] = []
    try:
        codec, bom = guess_codec(io.BytesIO(data), warn=False)
        for line in GedcomReader(io.BytesIO(data), encoding=codec).GedcomLines(bom):
            raw.append(line)
    except (CodecError, OSError) as fault:
        raise _refused(path, [(1, HEADER)]) from fault
    except IntegrityError as fault:
        raise _refused(path, [(len(raw) + 1, LEVEL)]) from fault
    except (ParserError, ValueError) as fault:
        raise _refused(path, [(len(raw) + 1, "it has no level, tag and value")]) from fault
    return _joined(path, raw, codec)


def _joined(path: Path, raw: Sequence[GedcomLine], codec: str) -> list[Line]:
    """The lines as a tree. Texts are joined before they are decoded: programs cut them inside a character."""
    stack: list[tuple[Line, bytearray]] = []
    made: list[tuple[Line, bytearray]] = []
    records: list[Line] = []
    for number, each in enumerate(raw, 1):
        value = each.value or b""
        if each.tag in ("CONT", "CONC") and stack:
            above, text = stack[-1]
            text += (b"\n" if each.tag == "CONT" else b"") + value
            above.size += 1
            continue
        if each.level > len(stack):
            raise _refused(path, [(number, LEVEL)])
        del stack[each.level :]
        line = Line(number, each.tag, xref=each.xref_id or "")
        (stack[-1][0].children if stack else records).append(line)
        stack.append((line, bytearray(value)))
        made.append(stack[-1])
    _decode(path, made, codec)
    return records


def _decode(path: Path, made: Sequence[tuple[Line, bytearray]], codec: str) -> None:
    faults: list[Fault] = []
    for line, text in made:
        try:
            value = normalize("NFC", bytes(text).decode(codec))
        except UnicodeDecodeError:
            faults.append((line.number, f"it is not {codec}"))
            continue
        line.value = value if _POINTER.fullmatch(value) else value.replace("@@", "@")
    if faults:
        raise _refused(path, faults)


# ---- what holds for both ---------------------------------------------------------------------------------------


def _form(records: Sequence[Line]) -> Iterator[Fault]:
    """A header first, a trailer last, each xref once, and one on whoever is pointed to."""
    if not records or records[0].tag != "HEAD":
        yield 1, "a file begins with 0 HEAD"
    if records and records[-1].tag != "TRLR":
        yield records[-1].number, "a file ends with 0 TRLR; this is its last record"
    seen: set[str] = set()
    for record in records:
        if record.xref and record.xref in seen:
            yield record.number, f"{record.xref} is there already"
        if record.tag in ("INDI", "FAM") and not record.xref:
            yield record.number, f"{record.tag} has no xref"
        seen.add(record.xref)


def _pointers(records: Sequence[Line]) -> Iterator[Fault]:
    """People and families that are pointed to must be in the file, and be what the tag says."""
    tags = {record.xref: record.tag for record in records}
    for record in records:
        if record.tag in ("INDI", "FAM"):
            for line in record.all(*POINTERS):
                if line.value != VOID and tags.get(line.value) != POINTS_TO[line.tag]:
                    yield line.number, f"{line.tag} points to no {POINTS_TO[line.tag]} of this file"


def _refused(path: Path, faults: Sequence[Fault]) -> BundleError:
    said = "; ".join(f"line {number}: {why}" for number, why in faults[:SHOWN_FAULTS])
    more = f"; and {len(faults) - SHOWN_FAULTS} more" if len(faults) > SHOWN_FAULTS else ""
    return BundleError(
        f"{path.name} is no well-formed GEDCOM: {said}{more}.",
        "Nothing of it was loaded. Mend those lines, or export the file again from the program it came from.",
    )
