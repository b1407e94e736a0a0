"""What GEDCOM's words are in ours: one row a word. A word without a row is not taken, and the report counts it."""

import re
from types import MappingProxyType

LEAST_YEAR = 1800  # earlier days cannot be stored: they count as unknown

NAME_KINDS = MappingProxyType(
    {
        "": "LEGAL",
        "BIRTH": "LEGAL",
        "MAIDEN": "MAIDEN",
        "AKA": "ALIAS",
        "IMMIGRANT": "ALIAS",
        "MARRIED": "LEGAL",
        "PROFESSIONAL": "ALIAS",
        "OTHER": "ALIAS",
    }
)
"""NAME.TYPE → name kind."""
NAME_TYPES = MappingProxyType({"LEGAL": "", "MAIDEN": "MAIDEN", "ALIAS": "AKA", "NICKNAME": "AKA"})
"""Name kind → NAME.TYPE. A street name stays out of a family's tree."""

SEXES = MappingProxyType({"M": "MALE", "F": "FEMALE", "X": "OTHER", "U": "UNKNOWN", "N": "UNKNOWN", "": "UNKNOWN"})
SEX_LETTERS = MappingProxyType({"MALE": "M", "FEMALE": "F", "OTHER": "X"})

QUALITY = MappingProxyType({"3": "PROVEN", "2": "STATED", "1": "STATED", "0": "CHALLENGED"})
"""QUAY of the best source → verification. 3 is direct evidence; 0, unreliable or estimated, carries no path."""
QUALITY_DIGITS = MappingProxyType({"PROVEN": "3", "CHALLENGED": "0"})

BY_SEX = MappingProxyType(
    {
        "parent": ("PRN", "MTH", "FTH", "BIOLOGICAL"),
        "birth": ("PRN", "NMTH", "NFTH", "BIOLOGICAL"),
        "adopted": ("ADOPTP", "ADOPTM", "ADOPTF", "LEGAL"),
        "foster": ("PRNFOST", "MTHFOST", "FTHFOST", "FOSTER"),
        "step": ("STPPRN", "STPMTH", "STPFTH", "MARITAL"),
    }
)
"""How somebody is a child → the parent's role where sex is unknown, female, male; the basis."""
PEDIGREES = MappingProxyType(
    {"": "parent", "BIRTH": "birth", "NATURAL": "parent", "ADOPTED": "adopted", "FOSTER": "foster", "STEP": "step"}
)
"""PEDI, and what some programs write under CHIL as _FREL and _MREL → how. SEALING is a rite and no kinship; OTHER is
what its PHRASE says, when that is here."""
PEDI = MappingProxyType({"birth": "BIRTH", "adopted": "ADOPTED", "foster": "FOSTER", "step": "OTHER"})

UNION_TYPES = MappingProxyType(
    {"civil union": "CIVIL_UNION", "common law": "COMMON_LAW", "domestic partnership": "DOMESTIC_PARTNERSHIP"}
)
"""MARR.TYPE in lower case → category; any other marriage is MARRIED."""
ENDINGS = ("DIV", "ANUL")
DID_NOT = ("N", "NO")

REASONS = MappingProxyType(
    {
        "HEAD": "about the file and not about people",
        "TRLR": "about the file and not about people",
        "SUBM": "about the file and not about people",
        "INDI.FAMS": "the family says it",
        "INDI.NAME.GIVN": "the name itself says it",
        "INDI.NAME.SURN": "the name itself says it",
    }
)
"""Tags, or the record they stand in → why they are left out."""
NO_NOUN = "no noun holds it"
NO_PARENT = "no parent by birth, law, fostering or marriage"
NO_DAY = f"no exact day of {LEAST_YEAR} or later: it counts as unknown"
LOCKED = "forbids changes, and says nothing of who may see it"

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAY = re.compile(rf"(?:GREGORIAN |@#DGREGORIAN@ )?([0-9]{{1,2}}) ({'|'.join(MONTHS)}) ([0-9]{{4}})")


def day_of(date: str) -> str:
    """An exact day as YYYY-MM-DD, the impossible ones too, which the validator refuses; empty for all else."""
    found = _DAY.fullmatch(date.strip().upper())
    if not found or int(found[3]) < LEAST_YEAR:
        return ""
    return f"{found[3]}-{MONTHS.index(found[2]) + 1:02}-{int(found[1]):02}"


def date_of(day: str) -> str:
    """YYYY-MM-DD as GEDCOM writes it."""
    year, month, number = day.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def roles(how: str, sex: str) -> tuple[str, str]:
    """(role of the parent, basis)."""
    neutral, mother, father, basis = BY_SEX[how]
    return {"FEMALE": mother, "MALE": father}.get(sex, neutral), basis
