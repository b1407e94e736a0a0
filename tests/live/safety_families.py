"""One small family for each safety line: P-n of Sam's caseload, R-n in everything that could reveal a relative.

R-n is P-n's uncle, lives in P-n's household and at a named place, is screened CLEAR, has a verified telephone, is
wished for, and helps: without the line's fact R-n stands first in REACH_FIRST, on every list and in a path.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from graphsvc.model.safety_lines import Effect

TODAY = "2026-04-20"
FAMILY = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "PERSON", "stated_at": "2026-04-06"}
PROTECTIVE = {"compartment": "CORI", "owner": "PROBATION", "stated_at": TODAY, "recorded_at": f"{TODAY}T08:00:00-04:00"}
Rows = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Lined:
    """A family whose line is `name`; `rows` are its facts, with {P}, {R} and {M} (P's mother) for the people.

    `about`: columns of every statement about R, for the lines that are about the statements themselves.
    """

    name: str
    effect: Effect | None
    rows: Rows = field(default_factory=dict)
    born: str = "1980-05-05"
    about: dict[str, str] = field(default_factory=dict)

    @property
    def person(self) -> str:
        return f"p-{self.name}"

    @property
    def relative(self) -> str:
        return f"r-{self.name}"


def _order(restrained: str, protected: str, type_: str = "ABUSE_PREVENTION_209A", **more: str) -> Rows:
    return {"orders": [{"restrained": restrained, "protected": protected, "type": type_, **more}]}


def _alert(kind: str, status: str = "ALLEGED", **more: str) -> Rows:
    return {"alerts": [{"person": "{R}", "kind": kind, "status": status, **more}]}


def _harm(by: str, to: str, status: str = "ALLEGED") -> Rows:
    return {"harms": [{"by": by, "to": to, "type": "PHYSICAL", "status": status}]}


def _kin(**more: str) -> list[dict[str, str]]:
    """R and P's mother as kin, R's tie with these columns."""
    return [
        {"relative": "{R}", "person": "{P}", "role": "MUNCLE", "side": "MATERNAL", "closeness": "STRONG",
         "last_contact": "2026-04-10", "valid_from": "2009-09-14", **FAMILY, **more},
        {"relative": "{M}", "person": "{P}", "role": "MTH", "side": "MATERNAL", "valid_from": "2009-09-14", **FAMILY},
    ]  # fmt: skip


ALONE: Rows = {"supports": [], "wishes": []}
"""No other tie makes R a relative."""
POLICE_ALONE = {"compartment": "CORI", "owner": "BPD", "stated_as": "OFFICER"}
LINED: tuple[Lined, ...] = (
    Lined("free", None),
    Lined("one", Effect.NO_CONTACT, _order("{R}", "{P}")),
    Lined("oneback", Effect.NO_CONTACT, _order("{P}", "{R}", "HARASSMENT_PREVENTION_258E")),
    Lined("onemother", Effect.NO_CONTACT, _order("{R}", "{M}")),
    Lined("onepending", Effect.NO_CONTACT, _order("{R}", "{P}", status="PENDING")),
    Lined("onelapsed", Effect.HOLD, _order("{R}", "{P}", expires_on="2026-04-19")),
    Lined("onesealed", Effect.HOLD, _order("{R}", "{P}", sealed="yes")),
    Lined("onecontested", Effect.NO_CONTACT, _order("{R}", "{P}", contested_at=TODAY)),
    Lined("two", Effect.NO_CONTACT, _order("{R}", "{P}", "BAIL_NO_CONTACT")),
    Lined("twoprobation", Effect.NO_CONTACT, _order("{R}", "{M}", "PROBATION_NO_CONTACT")),
    Lined("three", Effect.NO_CONTACT, _harm("{R}", "{P}")),
    Lined("threemother", Effect.NO_CONTACT, _harm("{R}", "{M}", "CONVICTED")),
    Lined("threeback", Effect.CONCEAL, _harm("{P}", "{R}")),
    Lined("threetone", Effect.NO_CONTACT, {"mentors": [{"mentor": "{R}", "person": "{P}", "tone": "ABUSIVE"}]}),
    Lined(
        "threehome",
        Effect.NO_CONTACT,
        {
            "households": [{"kind": "FAMILY"}],
            "household_members": [
                {"person": "{R}", "household": "households-threehome-0", "tone": "ABUSIVE"},
                {"person": "{M}", "household": "households-threehome-0"},
            ],
        },
    ),
    Lined("four", Effect.ROUTE_ONLY, _order("{R}", "{P}", "SUPERVISED_VISITS_ONLY", conditions="SUPERVISED_ONLY")),
    Lined("fourrights", Effect.ROUTE_ONLY, {"kin": _kin(rights_ended_on="2020-01-01")}),
    Lined("five", Effect.NO_CONTACT, _alert("SEXUAL_OFFENCE_AGAINST_CHILD", "CONVICTED")),
    Lined(
        "fiveharm",
        Effect.NO_CONTACT,
        {"harms": [{"by": "{R}", "to": "p-free", "type": "SEXUAL", "status": "SUPPORTED"}]},
    ),
    Lined("six", Effect.CONCEAL, {"witnesses": [{"witness": "{R}", "against": "{P}", "matter": "OPEN"}]}),
    Lined("sixprotected", Effect.CONCEAL, _alert("PROTECTED_WITNESS")),
    Lined("sixrelocated", Effect.CONCEAL, _alert("RELOCATED_WITNESS")),
    Lined(
        "sixvictim",
        Effect.CONCEAL,
        {
            "incidents": [{"kind": "ASSAULT", "at": "2026-04-01T10:00:00-04:00", "matter": "OPEN"}],
            "incident_roles": [
                {"person": "{R}", "incident": "incidents-sixvictim-0", "role": "VICTIM"},
                {"person": "{P}", "incident": "incidents-sixvictim-0", "role": "SUSPECT"},
            ],
        },
    ),
    Lined("seven", Effect.PLACE, _alert("ADDRESS_CONFIDENTIALITY")),
    Lined("sevenshelter", Effect.PLACE, _alert("SHELTER_RESIDENT")),
    Lined("sevenlapsed", Effect.HOLD, _alert("ADDRESS_CONFIDENTIALITY", valid_to="2026-04-19")),
    Lined(
        "sevenaddress",
        Effect.PLACE,
        {"addresses": [{"person": "{R}", "location": "l-sevenaddress", "confidential": "yes", **FAMILY}]},
    ),
    Lined(
        "sevenhousehold",
        Effect.PLACE,
        {
            "households": [{"kind": "SHELTER", **FAMILY}],
            "household_members": [{"person": "{R}", "household": "households-sevenhousehold-0", **FAMILY}],
        },
    ),
    Lined("eight", Effect.ROUTE_ONLY, born="2011-01-17"),
    Lined("nine", Effect.ROUTE_ONLY, {"refusals": [{"by": "{R}", "with": "{P}"}]}),
    Lined("nineasked", Effect.ROUTE_ONLY, _alert("ASKED_NOT_TO_BE_CONTACTED")),
    Lined("ninewish", Effect.ROUTE_ONLY, {"wishes": [{"person": "{P}", "relative": "{R}", "wish": "NO"}]}),
    Lined(
        "nineattempt",
        Effect.ROUTE_ONLY,
        {
            "contact_attempts": [
                {
                    "relative": "{R}",
                    "person": "{P}",
                    "mode": "PHONE",
                    "at": "2026-04-12T10:00:00-04:00",
                    "by": "s-stan",
                    "outcome": "ASKED_NOT_TO_CONTACT",
                }
            ]
        },
    ),
    Lined(
        "ten",
        Effect.NO_CONTACT,
        {"live_conflicts": [{"person_a": "{R}", "person_b": "{P}", "set_by": "s-ivan", "until": "2026-05-10"}]},
    ),
    Lined("twelve", Effect.NO_CONTACT, {"deaths": [{"person": "{R}"}]}),
    Lined("elevenpolice", Effect.CONCEAL, about=POLICE_ALONE),
    Lined("twelvecontested", Effect.HOLD, {"kin": _kin(contested_at=TODAY), **ALONE}),
    Lined("twelvedisproven", Effect.HOLD, {"kin": _kin(verification="DISPROVEN"), **ALONE}),
    Lined(
        "twelvematch",
        Effect.HOLD,
        {"matches": [{"person_a": "{R}", "person_b": "m-free", "state": "PLAUSIBLE", "decided_by": "s-safiya"}]},
    ),
    Lined("thirteensealed", Effect.CONCEAL, about={"sealed": "yes"}),
    Lined("fourteen", Effect.HOLD, {"holds": [{"person": "{R}", "placed_by": "s-pete", "placed_on": TODAY}]}),
    Lined(
        "fourteenscreen",
        Effect.HOLD,
        {
            "screens": [
                {
                    "relative": "{R}",
                    "person": "{P}",
                    "mode": "FEED",
                    "result": "HOLD",
                    "by": "s-safiya",
                    "at": "2026-04-12",
                }
            ]
        },
    ),
    Lined("fifteen", Effect.CONCEAL, _alert("CONFIDENTIAL_SOURCE")),
    Lined("fifteenstaff", Effect.CONCEAL, _alert("STAFF_CONFLICT")),
)


def rows_of(families: Iterable[Lined] = LINED) -> Rows:
    """These families, as one bundle."""
    found: Rows = {}
    for lined in families:
        for noun, rows in {**_base(lined), **lined.rows}.items():
            filled = [{name: _named(value, lined) for name, value in row.items()} for row in rows]
            known = found.setdefault(noun, [])
            known += [
                {"id": f"{noun}-{lined.name}-{i}", **_statement(noun, lined), **row, **_about(noun, row, lined)}
                for i, row in enumerate(filled)
            ]
    return found


def _about(noun: str, row: dict[str, str], lined: Lined) -> dict[str, str]:
    """What every statement about R says of itself: those of R, of R's place and of R's ties."""
    mine = {lined.relative, f"l-{lined.name}"} & set(row.values())
    return lined.about if mine and noun not in PLAIN else {}


def _named(value: str, lined: Lined) -> str:
    return value.format(P=lined.person, R=lined.relative, M=f"m-{lined.name}")


PLAIN = {"people", "assignments", "consents", "screens", "locations", "matches"}


def _statement(noun: str, lined: Lined) -> dict[str, str]:
    if noun in PLAIN:
        return {}
    return PROTECTIVE if noun in lined.rows else FAMILY


def _base(lined: Lined) -> Rows:
    """What every family has besides the line's own fact."""
    people = ("{P}", "{R}", "{M}")
    home = f"l-{lined.name}"
    return {
        "people": [{"id": who} for who in people],
        "locations": [{"id": home}],
        "assignments": [{"staff": "s-sam", "person": "{P}", "valid_from": "2020-01-01"}],
        "consents": [
            {"person": "{P}", "grantor": "{M}", "capacity": "GUARDIAN", "form": "WRITTEN", "recipients": "EOHHS",
             "signed_on": "2026-03-01"}
        ],
        "names": [
            {"person": "{P}", "given": f"Pup{lined.name}", "family": "Sampleton"},
            {"person": "{R}", "given": f"Rel{lined.name}", "family": f"Zq{lined.name}"},
            {"person": "{M}", "given": f"Mum{lined.name}", "family": "Sampleton"},
        ],
        "births": [
            {"person": "{P}", "born_on": "2009-09-14", "sex": "MALE"},
            {"person": "{R}", "born_on": lined.born, "sex": "MALE"},
            {"person": "{M}", "born_on": "1985-07-02", "sex": "FEMALE"},
        ],
        "enrolments": [
            {"person": "{P}", "status": "ENGAGED", "enrolled_on": "2020-01-01", "lead_agency": "EOHHS",
             "compartment": "PROGRAMME"}
        ],
        "kin": [
            {"relative": "{R}", "person": "{P}", "role": "MUNCLE", "side": "MATERNAL", "closeness": "STRONG",
             "last_contact": "2026-04-10", "valid_from": "2009-09-14"},
            {"relative": "{M}", "person": "{P}", "role": "MTH", "side": "MATERNAL", "valid_from": "2009-09-14"},
        ],
        "supports": [{"supporter": "{R}", "person": "{P}", "kinds": "LISTEN", "closeness": "STRONG",
                      "valid_from": "2015-01-01"}],
        "wishes": [{"person": "{P}", "relative": "{R}", "wish": "YES"}],
        "contact_points": [{"id": f"cp-{lined.name}", "person": "{R}", "kind": "PHONE",
                            "value": f"617-555-{LINED_NUMBER.get(lined.name, 1999)}",
                            "label": f"Telephone {lined.name}", "verified_at": "2026-04-10"}],
        "places": [{"location": home, "kind": "ADDRESS", "label": f"Cottage {lined.name}", "latitude": "42.3",
                    "longitude": "-71.05"}],
        "addresses": [{"person": "{R}", "location": home, "kind": "HOME", "valid_from": "2015-01-01"}],
        "screens": [{"relative": "{R}", "person": "{P}", "mode": "FEED", "result": "CLEAR", "by": "s-cora",
                     "at": "2026-04-10"}],
    }  # fmt: skip


LINED_NUMBER = {lined.name: f"{2000 + i}" for i, lined in enumerate(LINED)}
