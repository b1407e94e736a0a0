"""One small family for each safety line: P-n of Sam's caseload, R-n in everything that could reveal a relative.

R-n is P-n's uncle, lives in P-n's household and at a named place, is screened CLEAR, has a verified telephone, is
wished for, and helps: without the line's fact R-n stands first in REACH_FIRST, on every list and in a path.
"""

from dataclasses import dataclass, field

from graphsvc.model.safety_lines import Effect

TODAY = "2026-04-20"
FAMILY = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "PERSON", "stated_at": "2026-04-06"}
PROTECTIVE = {"compartment": "CORI", "owner": "PROBATION", "stated_at": TODAY, "recorded_at": f"{TODAY}T08:00:00-04:00"}
Rows = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Lined:
    """A family whose line is `name`; `rows` are its facts, with {P}, {R} and {M} (P's mother) for the people."""

    name: str
    effect: Effect | None
    rows: Rows = field(default_factory=dict)
    born: str = "1980-05-05"

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
    Lined("three", Effect.NO_CONTACT, _harm("{R}", "{P}")),
    Lined("threemother", Effect.NO_CONTACT, _harm("{R}", "{M}", "CONVICTED")),
    Lined("threeback", Effect.CONCEAL, _harm("{P}", "{R}")),
    Lined("four", Effect.ROUTE_ONLY, _order("{R}", "{P}", "SUPERVISED_VISITS_ONLY", conditions="SUPERVISED_ONLY")),
    Lined("five", Effect.NO_CONTACT, _alert("SEXUAL_OFFENCE_AGAINST_CHILD", "CONVICTED")),
    Lined("six", Effect.CONCEAL, {"witnesses": [{"witness": "{R}", "against": "{P}", "matter": "OPEN"}]}),
    Lined("sixprotected", Effect.CONCEAL, _alert("PROTECTED_WITNESS")),
    Lined("seven", Effect.PLACE, _alert("ADDRESS_CONFIDENTIALITY")),
    Lined("eight", Effect.ROUTE_ONLY, born="2011-01-17"),
    Lined("nine", Effect.ROUTE_ONLY, {"refusals": [{"by": "{R}", "with": "{P}"}]}),
    Lined("nineasked", Effect.ROUTE_ONLY, _alert("ASKED_NOT_TO_BE_CONTACTED")),
    Lined(
        "ten",
        Effect.NO_CONTACT,
        {"live_conflicts": [{"person_a": "{R}", "person_b": "{P}", "set_by": "s-ivan", "until": "2026-05-10"}]},
    ),
    Lined("twelve", Effect.NO_CONTACT, {"deaths": [{"person": "{R}"}]}),
    Lined("fourteen", Effect.HOLD, {"holds": [{"person": "{R}", "placed_by": "s-pete", "placed_on": TODAY}]}),
    Lined("fifteen", Effect.CONCEAL, _alert("CONFIDENTIAL_SOURCE")),
)


def rows_of() -> Rows:
    """Every family, as one bundle."""
    found: Rows = {}
    for lined in LINED:
        for noun, rows in {**_base(lined), **lined.rows}.items():
            filled = [{name: _named(value, lined) for name, value in row.items()} for row in rows]
            known = found.setdefault(noun, [])
            known += [
                {"id": f"{noun}-{lined.name}-{i}", **_statement(noun, lined), **row} for i, row in enumerate(filled)
            ]
    return found


def _named(value: str, lined: Lined) -> str:
    return value.format(P=lined.person, R=lined.relative, M=f"m-{lined.name}")


PLAIN = {"people", "assignments", "consents", "screens", "locations"}


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
                            "value": f"617-555-{LINED_NUMBER[lined.name]}", "label": f"Telephone {lined.name}",
                            "verified_at": "2026-04-10"}],
        "places": [{"location": home, "kind": "ADDRESS", "label": f"Cottage {lined.name}", "latitude": "42.3",
                    "longitude": "-71.05"}],
        "addresses": [{"person": "{R}", "location": home, "kind": "HOME", "valid_from": "2015-01-01"}],
        "screens": [{"relative": "{R}", "person": "{P}", "mode": "FEED", "result": "CLEAR", "by": "s-cora",
                     "at": "2026-04-10"}],
    }  # fmt: skip


LINED_NUMBER = {lined.name: f"{2000 + i}" for i, lined in enumerate(LINED)}
