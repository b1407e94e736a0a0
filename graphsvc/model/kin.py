"""HL7 v3 RoleCode personal relationships, with inverse, degree and words.

Direction as in HL7: the *player* is the X of the *scoper*; stored `(relative)-[:KIN_OF {role}]->(person)`.
Source: HL7 v3-RoleCode 4.0.0; codes with `x-` are ours (domain.md §5.1), because RoleCode has none.
"""

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType


@dataclass(frozen=True)
class KinRole:
    """One role. `inverse` is the neutral code seen from the other end; `degree` counts civil-law steps.

    `move` is how the tie walks the pedigree from the person to the relative: U up, D down, S sideways,
    M by marriage or partnership, N not kin. `group` is the neutral parent code, for naming.
    """

    code: str
    words: str
    inverse: str
    degree: int
    move: str
    sex: str = ""
    group: str = ""


def _rows() -> tuple[KinRole, ...]:
    """code | words | inverse | degree | move | sex | neutral code."""
    text = """
    PRN|parent|CHILD|1|U||PRN
    MTH|mother|CHILD|1|U|FEMALE|PRN
    FTH|father|CHILD|1|U|MALE|PRN
    NMTH|birth mother|CHILD|1|U|FEMALE|PRN
    NFTH|birth father|CHILD|1|U|MALE|PRN
    ADOPTP|adoptive parent|CHLDADOPT|1|U||ADOPTP
    ADOPTM|adoptive mother|CHLDADOPT|1|U|FEMALE|ADOPTP
    ADOPTF|adoptive father|CHLDADOPT|1|U|MALE|ADOPTP
    STPPRN|step-parent|STPCHLD|1|M||STPPRN
    STPMTH|stepmother|STPCHLD|1|M|FEMALE|STPPRN
    STPFTH|stepfather|STPCHLD|1|M|MALE|STPPRN
    PRNFOST|foster parent|CHLDFOST|1|M||PRNFOST
    MTHFOST|foster mother|CHLDFOST|1|M|FEMALE|PRNFOST
    FTHFOST|foster father|CHLDFOST|1|M|MALE|PRNFOST
    CHILD|child|PRN|1|D||CHILD
    DAUC|daughter|PRN|1|D|FEMALE|CHILD
    SONC|son|PRN|1|D|MALE|CHILD
    DAU|birth daughter|PRN|1|D|FEMALE|CHILD
    SON|birth son|PRN|1|D|MALE|CHILD
    CHLDADOPT|adopted child|ADOPTP|1|D||CHLDADOPT
    CHLDFOST|foster child|PRNFOST|1|M||CHLDFOST
    STPCHLD|stepchild|STPPRN|1|M||STPCHLD
    SIB|sibling|SIB|2|S||SIB
    NSIB|full sibling|NSIB|2|S||SIB
    BRO|brother|SIB|2|S|MALE|SIB
    SIS|sister|SIB|2|S|FEMALE|SIB
    TWIN|twin|TWIN|2|S||SIB
    HSIB|half-sibling|HSIB|2|S||HSIB
    HBRO|half-brother|HSIB|2|S|MALE|HSIB
    HSIS|half-sister|HSIB|2|S|FEMALE|HSIB
    STPSIB|step-sibling|STPSIB|2|M||STPSIB
    STPBRO|stepbrother|STPSIB|2|M|MALE|STPSIB
    STPSIS|stepsister|STPSIB|2|M|FEMALE|STPSIB
    GRPRN|grandparent|GRNDCHILD|2|U||GRPRN
    GRMTH|grandmother|GRNDCHILD|2|U|FEMALE|GRPRN
    GRFTH|grandfather|GRNDCHILD|2|U|MALE|GRPRN
    MGRMTH|maternal grandmother|GRNDCHILD|2|U|FEMALE|GRPRN
    MGRFTH|maternal grandfather|GRNDCHILD|2|U|MALE|GRPRN
    PGRMTH|paternal grandmother|GRNDCHILD|2|U|FEMALE|GRPRN
    PGRFTH|paternal grandfather|GRNDCHILD|2|U|MALE|GRPRN
    GGRPRN|great-grandparent|x-GGRCHILD|3|U||GGRPRN
    x-GGRCHILD|great-grandchild|GGRPRN|3|D||x-GGRCHILD
    GRNDCHILD|grandchild|GRPRN|2|D||GRNDCHILD
    GRNDDAU|granddaughter|GRPRN|2|D|FEMALE|GRNDCHILD
    GRNDSON|grandson|GRPRN|2|D|MALE|GRNDCHILD
    AUNT|aunt|NIENEPH|3|S|FEMALE|AUNT
    MAUNT|maternal aunt|NIENEPH|3|S|FEMALE|AUNT
    PAUNT|paternal aunt|NIENEPH|3|S|FEMALE|AUNT
    UNCLE|uncle|NIENEPH|3|S|MALE|UNCLE
    MUNCLE|maternal uncle|NIENEPH|3|S|MALE|UNCLE
    PUNCLE|paternal uncle|NIENEPH|3|S|MALE|UNCLE
    NIENEPH|niece or nephew|AUNT|3|S||NIENEPH
    NEPHEW|nephew|AUNT|3|S|MALE|NIENEPH
    NIECE|niece|AUNT|3|S|FEMALE|NIENEPH
    x-GRTAUNTUNC|great-aunt or great-uncle|x-GRNIENEPH|4|S||x-GRTAUNTUNC
    x-GRNIENEPH|great-niece or great-nephew|x-GRTAUNTUNC|4|S||x-GRNIENEPH
    COUSN|cousin|COUSN|4|S||COUSN
    MCOUSN|maternal cousin|COUSN|4|S||COUSN
    PCOUSN|paternal cousin|COUSN|4|S||COUSN
    INLAW|in-law|INLAW|2|M||INLAW
    PRNINLAW|parent-in-law|CHLDINLAW|2|M||PRNINLAW
    MTHINLAW|mother-in-law|CHLDINLAW|2|M|FEMALE|PRNINLAW
    FTHINLAW|father-in-law|CHLDINLAW|2|M|MALE|PRNINLAW
    CHLDINLAW|child-in-law|PRNINLAW|2|M||CHLDINLAW
    DAUINLAW|daughter-in-law|PRNINLAW|2|M|FEMALE|CHLDINLAW
    SONINLAW|son-in-law|PRNINLAW|2|M|MALE|CHLDINLAW
    SIBINLAW|sibling-in-law|SIBINLAW|2|M||SIBINLAW
    BROINLAW|brother-in-law|SIBINLAW|2|M|MALE|SIBINLAW
    SISINLAW|sister-in-law|SIBINLAW|2|M|FEMALE|SIBINLAW
    SIGOTHR|partner|SIGOTHR|1|M||SIGOTHR
    SPS|spouse|SPS|1|M||SPS
    HUSB|husband|SPS|1|M|MALE|SPS
    WIFE|wife|SPS|1|M|FEMALE|SPS
    DOMPART|domestic partner|DOMPART|1|M||DOMPART
    FMRSPS|former spouse|FMRSPS|1|M||FMRSPS
    EXT|extended family member|EXT|4|M||EXT
    FAMMEMB|family member|FAMMEMB|4|M||FAMMEMB
    FRND|friend|FRND|0|N||FRND
    NBOR|neighbour|NBOR|0|N||NBOR
    ROOM|roommate|ROOM|0|N||ROOM
    GUARD|guardian|x-WARD|1|N||GUARD
    x-WARD|ward|GUARD|1|N||x-WARD
    x-GODPRN|godparent|x-GODCHILD|1|N||x-GODPRN
    x-GODCHILD|godchild|x-GODPRN|1|N||x-GODCHILD
    x-FICKIN|kin by choice|x-FICKIN|1|N||x-FICKIN
    x-PRNPARTNER|parent's partner|x-PARTNERCHILD|1|M||x-PRNPARTNER
    x-PARTNERCHILD|partner's child|x-PRNPARTNER|1|M||x-PARTNERCHILD
    x-COPARENT|co-parent|x-COPARENT|1|M||x-COPARENT
    x-MENTOR|mentor|x-MENTEE|0|N||x-MENTOR
    x-MENTEE|mentee|x-MENTOR|0|N||x-MENTEE
    x-COACH|coach|x-COACHED|0|N||x-COACH
    x-COACHED|person coached|x-COACH|0|N||x-COACHED
    x-CLERGY|clergy|x-CONGREGANT|0|N||x-CLERGY
    x-CONGREGANT|congregant|x-CLERGY|0|N||x-CONGREGANT
    x-TEACHER|teacher|x-PUPIL|0|N||x-TEACHER
    x-PUPIL|pupil|x-TEACHER|0|N||x-PUPIL
    """
    lines = (line.strip().split("|") for line in text.strip().splitlines())
    return tuple(KinRole(c, w, i, int(d), m, s, g) for c, w, i, d, m, s, g in lines)


KIN_ROLES = MappingProxyType({role.code: role for role in _rows()})
LINEAL = MappingProxyType(
    {r.code: 1 + "UD".index(r.move) for r in KIN_ROLES.values() if r.degree == 1 and r.move in "UD"}
)
"""The roles of a parent (1) and of a child (2), by blood or adoption."""
RETIRED_ROLES = frozenset({"MTHINLOAW", "SISLINLAW"})
PARENT_ROLES = tuple(r.code for r in KIN_ROLES.values() if r.group in ("PRN", "ADOPTP"))
CHILD_ROLES = tuple(r.code for r in KIN_ROLES.values() if r.group in ("CHILD", "CHLDADOPT"))
SIBLING_ROLES = tuple(r.code for r in KIN_ROLES.values() if r.group in ("SIB", "HSIB"))


@cache
def inverse_of(code: str, sex: str = "") -> str:
    """The role of the scoper as seen from the player: gendered by the scoper's recorded sex where a code is."""
    neutral = KIN_ROLES[code].inverse
    plain = [r for r in KIN_ROLES.values() if r.group == KIN_ROLES[neutral].group and r.sex == sex and sex]
    wanted = [r.code for r in plain if r.code in _GENDERED.get((KIN_ROLES[neutral].group, sex), ())]
    return wanted[0] if wanted else neutral


_GENDERED = {
    ("PRN", "FEMALE"): ("MTH",),
    ("PRN", "MALE"): ("FTH",),
    ("ADOPTP", "FEMALE"): ("ADOPTM",),
    ("ADOPTP", "MALE"): ("ADOPTF",),
    ("STPPRN", "FEMALE"): ("STPMTH",),
    ("STPPRN", "MALE"): ("STPFTH",),
    ("PRNFOST", "FEMALE"): ("MTHFOST",),
    ("PRNFOST", "MALE"): ("FTHFOST",),
    ("CHILD", "FEMALE"): ("DAUC",),
    ("CHILD", "MALE"): ("SONC",),
    ("SIB", "FEMALE"): ("SIS",),
    ("SIB", "MALE"): ("BRO",),
    ("HSIB", "FEMALE"): ("HSIS",),
    ("HSIB", "MALE"): ("HBRO",),
    ("STPSIB", "FEMALE"): ("STPSIS",),
    ("STPSIB", "MALE"): ("STPBRO",),
    ("GRPRN", "FEMALE"): ("GRMTH",),
    ("GRPRN", "MALE"): ("GRFTH",),
    ("GRNDCHILD", "FEMALE"): ("GRNDDAU",),
    ("GRNDCHILD", "MALE"): ("GRNDSON",),
    ("AUNT", "MALE"): ("UNCLE",),
    ("NIENEPH", "FEMALE"): ("NIECE",),
    ("NIENEPH", "MALE"): ("NEPHEW",),
    ("PRNINLAW", "FEMALE"): ("MTHINLAW",),
    ("PRNINLAW", "MALE"): ("FTHINLAW",),
    ("CHLDINLAW", "FEMALE"): ("DAUINLAW",),
    ("CHLDINLAW", "MALE"): ("SONINLAW",),
    ("SIBINLAW", "FEMALE"): ("SISINLAW",),
    ("SIBINLAW", "MALE"): ("BROINLAW",),
    ("SPS", "FEMALE"): ("WIFE",),
    ("SPS", "MALE"): ("HUSB",),
}
