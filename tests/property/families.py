"""Random small families for the reach and safety properties: records as they would be read, and what is done to them.

A record is one thing on file. Erasing one leaves its mark for what protects (a tombstone) and nothing for the rest.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from graphsvc.access.safety_rules import FactRow, Near, Reading, decide, screened_on
from graphsvc.model.quality import TieFacts
from graphsvc.model.safety_lines import Fact, Sphere
from graphsvc.model.site import Site
from graphsvc.questions.reach.answer import Case, Lists
from graphsvc.questions.reach.kin import candidates
from graphsvc.questions.reach.lists import lists_of
from graphsvc.questions.reach.question import tie_findings, without_concealed
from graphsvc.questions.reach.rows import Assessment, Birth, ContactPoint, Focus, OnFile, ReachTie, Removal, Wish

TODAY = date(2026, 4, 20)
NOW = datetime(2026, 4, 20, 13, tzinfo=UTC)
SITE = Site()
P = "p"
RELATIVES = ("r1", "r2", "r3")
NEAR_PEOPLE = ("mother", "mate", "child", "brother", "carer")
LONG_AGO = TODAY - timedelta(days=800)
ROLES = ("MGRMTH", "MUNCLE", "PAUNT", "COUSN", "FTH", "SIS", "x-GODPRN", "STPFTH")
CHANGES = ("delete", "seal", "contest", "expire")


@dataclass(frozen=True)
class Family:
    """Everything on file about one small family."""

    ties: tuple[ReachTie, ...]
    near: tuple[Near, ...]
    facts: tuple[FactRow, ...]
    wishes: tuple[tuple[str, str, Wish], ...]
    assessments: tuple[tuple[str, Assessment], ...]
    points: tuple[tuple[str, ContactPoint], ...]
    removed: tuple[tuple[str, str, bool], ...] = ()
    """(removal, caregiver removed from, whether it is still on file)."""

    @property
    def records(self) -> tuple[tuple[str, int], ...]:
        """(kind, index) of each record that can be changed."""
        kinds = {
            "ties": self.ties,
            "near": self.near[1:],
            "facts": self.facts,
            "wishes": self.wishes,
            "assessments": self.assessments,
            "points": self.points,
            "removed": self.removed,
            "groups": tuple(row for row in self.facts if row.by_group),
        }
        return tuple((kind, i) for kind, rows in kinds.items() for i in range(len(rows)))


def lists_for(family: Family) -> Lists:
    """The answer's lists, worked out as the question does after reading."""
    rows = (*family.facts, *_wish_facts(family), *_tone_facts(family))
    gone = tuple(Near(who, Sphere.REMOVED, lapsed=not on_file, record=rid) for rid, who, on_file in family.removed)
    reading = Reading((*family.near, *gone), rows)
    removals = tuple(Removal(TODAY, (who,)) for _, who, on_file in family.removed if on_file)
    findings = {who: decide(reading, who, TODAY, SITE) for who in RELATIVES}
    kin = candidates(P, without_concealed(family.ties, findings))
    return lists_of(
        Case(
            focus=Focus(P, OnFile(births=(Birth(date(2009, 9, 14)),)), removals=removals, visible=True),
            kin=kin,
            on_file={who: _on_file(family, who) for who in RELATIVES},
            findings={**findings, **{k.id: (*findings[k.id], *tie_findings(k)) for k in kin}},
            screened={who: screened_on(reading.about(who), TODAY, SITE) for who in RELATIVES},
            guardians={},
            as_of=TODAY,
            today=TODAY,
            now=NOW,
            site=SITE,
            may_contact=True,
            first_to_ask="",
        )
    )


def in_bands(lists: Lists) -> frozenset[str]:
    """Everybody in a band."""
    return frozenset(row.id for rows in lists.bands.values() for row in rows)


def _wish_facts(family: Family) -> tuple[FactRow, ...]:
    return tuple(
        FactRow(Fact.WISH, wid, who, who, P, wish.wish, at=wish.at, contested=wish.doubtful)
        for wid, who, wish in family.wishes
    )


def _tone_facts(family: Family) -> tuple[FactRow, ...]:
    """A tie's abusive tone protects whatever became of the tie; a removed tie left its mark among the facts."""
    ties = [t.facts for t in family.ties if t.facts.tone == "ABUSIVE"]
    return tuple(FactRow(Fact.TONE, t.id, t.a, t.a, t.b, "ABUSIVE") for t in ties)


def _on_file(family: Family, who: str) -> OnFile:
    return OnFile(
        wishes=tuple(wish for _, about, wish in family.wishes if about == who),
        assessments=tuple(said for about, said in family.assessments if about == who),
        contact_points=tuple(point for about, point in family.points if about == who),
    )


# ---- what can be done to a record ---------------------------------------------------------------------------------


def changed(family: Family, kind: str, index: int, change: str) -> Family:
    """The family after that change of that record."""
    return _CHANGES[kind](family, index, change)


def _without(rows: tuple, index: int) -> tuple:  # type: ignore[type-arg]
    return rows[:index] + rows[index + 1 :]


def _put(rows: tuple, index: int, row: object) -> tuple:  # type: ignore[type-arg]
    return (*rows[:index], row, *rows[index + 1 :])


def _change_tie(family: Family, index: int, change: str) -> Family:
    tie = family.ties[index]
    if change == "contest":
        contested = replace(tie, facts=replace(tie.facts, contested_at=TODAY))
        return replace(family, ties=_put(family.ties, index, contested))
    # a tie that is gone from sight keeps what its tone protects: ended as it was, sealed or erased as a tombstone
    gone = change in ("seal", "delete")
    left = FactRow(Fact.TONE, tie.facts.id, tie.facts.a, tie.facts.a, P, "ABUSIVE", erased=gone)
    kept = (*family.facts, left) if tie.facts.tone == "ABUSIVE" else family.facts
    return replace(family, ties=_without(family.ties, index), facts=kept)


def _change_near(family: Family, index: int, change: str) -> Family:
    """Membership of P's people: contesting changes nothing, the rest makes it a former one."""
    near = family.near[index + 1]
    if change == "contest" or (change == "expire" and near.sphere in (Sphere.PARENT, Sphere.SIBLING, Sphere.CHILD)):
        return family
    return replace(family, near=_put(family.near, index + 1, replace(near, lapsed=True)))


def _change_fact(family: Family, index: int, change: str) -> Family:
    row = family.facts[index]
    if row.fact is Fact.BIRTH:
        erased = replace(row, at=None, erased=True)
        return replace(family, facts=_put(family.facts, index, erased)) if change == "delete" else family
    if row.fact is Fact.SCREEN and row.code == "CLEAR":
        old = replace(row, at=LONG_AGO)
        facts = _without(family.facts, index) if change != "expire" else _put(family.facts, index, old)
        return replace(family, facts=facts)
    after = {
        "delete": replace(row, erased=True),
        "seal": replace(row, erased=True),
        "contest": replace(row, contested=True),
        "expire": replace(row, ends=TODAY - timedelta(days=1)),
    }[change]
    return replace(family, facts=_put(family.facts, index, after))


def _change_wish(family: Family, index: int, change: str) -> Family:
    wid, who, wish = family.wishes[index]
    if change == "contest":
        return replace(family, wishes=_put(family.wishes, index, (wid, who, replace(wish, doubtful=True))))
    mark = FactRow(Fact.WISH, wid, who, who, P, wish.wish, at=wish.at)
    left = replace(mark, erased=True) if change != "expire" else replace(mark, ends=TODAY - timedelta(days=1))
    return replace(family, wishes=_without(family.wishes, index), facts=(*family.facts, left))


def _change_assessment(family: Family, index: int, change: str) -> Family:
    who, said = family.assessments[index]
    if change == "contest":
        contested = (who, replace(said, doubtful=True))
        return replace(family, assessments=_put(family.assessments, index, contested))
    return replace(family, assessments=_without(family.assessments, index))


def _change_point(family: Family, index: int, change: str) -> Family:
    return replace(family, points=_without(family.points, index))


def _change_removal(family: Family, index: int, change: str) -> Family:
    """A removal happened: contesting it or its last day changes nothing; gone from sight it leaves its mark."""
    rid, who, _ = family.removed[index]
    gone = change in ("seal", "delete")
    return replace(family, removed=_put(family.removed, index, (rid, who, not gone)))


def _change_group(family: Family, index: int, change: str) -> Family:
    """The affiliation by which P's group is P's: whatever is done to it, P used to belong to the group."""
    row = [row for row in family.facts if row.by_group][index]
    at = family.facts.index(row)
    return replace(family, facts=_put(family.facts, at, replace(row, group_lapsed=change != "contest")))


_CHANGES = {
    "ties": _change_tie,
    "near": _change_near,
    "facts": _change_fact,
    "wishes": _change_wish,
    "assessments": _change_assessment,
    "points": _change_point,
    "removed": _change_removal,
    "groups": _change_group,
}

# ---- random families ----------------------------------------------------------------------------------------------

days = st.integers(0, 900).map(lambda n: TODAY - timedelta(days=n))
maybe_day = st.none() | days
relatives = st.sampled_from(RELATIVES)


@st.composite
def ties(draw: st.DrawFn) -> ReachTie:
    """A kin tie of a relative to P."""
    who = draw(relatives)
    facts = TieFacts(
        id=f"k{draw(st.integers(0, 10**6))}",
        type="KIN_OF",
        a=who,
        b=P,
        role=draw(st.sampled_from(ROLES)),
        closeness=draw(st.sampled_from(("VERY_STRONG", "STRONG", "MODERATE", "UNKNOWN", "WEAK"))),
        tone=draw(st.sampled_from(("CLOSE", "CLOSE", "UNKNOWN", "CONFLICT", "CUTOFF", "ABUSIVE"))),
        verification=draw(st.sampled_from(("PROVEN", "STATED", "STATED", "CHALLENGED"))),
        stated_at=draw(days),
        stated_as="PERSON",
        last_contact=draw(maybe_day),
        owner="EOHHS",
        compartment="FAMILY",
        contested_at=draw(st.none() | st.none() | days),
    )
    return ReachTie(facts)


ORDER_TYPES = (
    "ABUSE_PREVENTION_209A",
    "BAIL_NO_CONTACT",
    "SUPERVISED_VISITS_ONLY",
    "TPR",
    "HARASSMENT_PREVENTION_258E",
)
ALERTS = (
    "SEXUAL_OFFENCE_AGAINST_CHILD",
    "PROTECTED_WITNESS",
    "ADDRESS_CONFIDENTIALITY",
    "ASKED_NOT_TO_BE_CONTACTED",
    "CONFIDENTIAL_SOURCE",
    "RELOCATED_WITNESS",
    "SHELTER_RESIDENT",
    "STAFF_CONFLICT",
)


@st.composite
def facts(draw: st.DrawFn) -> FactRow:
    """A protective fact of any shape about one relative."""
    who = draw(relatives)
    kind = draw(st.sampled_from([f for f in Fact if f not in (Fact.WISH, Fact.TONE, Fact.ADDRESS, Fact.BIRTH)]))
    codes = {
        Fact.ORDER: ORDER_TYPES,
        Fact.ALERT: ALERTS,
        Fact.SCREEN: ("CLEAR", "CLEAR", "HOLD", "DO_NOT_CONTACT"),
        Fact.ATTEMPT: ("ASKED_NOT_TO_CONTACT", "SPOKE_WILLING", "DECEASED"),
        Fact.MATCH: ("PLAUSIBLE",),
        Fact.HARM: ("PHYSICAL", "SEXUAL_OF_CHILD"),
    }
    near = st.sampled_from((P, *NEAR_PEOPLE))
    other = draw(near) if kind in (Fact.ORDER, Fact.HARM) else P
    status = {
        Fact.ORDER: ("ACTIVE", "PENDING", "EXPIRED"),
        Fact.HARM: ("ALLEGED", "CONVICTED", "UNSUPPORTED"),
        Fact.WITNESS: ("OPEN", "CLOSED"),
        Fact.INCIDENT: ("OPEN", "CLOSED"),
    }
    by_group = kind in (Fact.WITNESS, Fact.INCIDENT) and draw(st.booleans())
    acts = True if kind in (Fact.WITNESS, Fact.INCIDENT) else draw(st.booleans())
    return FactRow(
        fact=kind,
        id=f"f{draw(st.integers(0, 10**6))}",
        relative=who,
        record=who,
        other="fellow" if by_group else other,
        code=draw(st.sampled_from(codes.get(kind, ("",)))),
        status=draw(st.sampled_from(status.get(kind, ("",)))),
        acts=acts,
        at=draw(days),
        ends=draw(st.none() | st.none() | days | st.just(TODAY + timedelta(days=30))),
        reviewer=kind is Fact.SCREEN and draw(st.booleans()),
        by_group=by_group,
        own=kind is Fact.ATTEMPT and draw(st.booleans()),
    )


def screened(who: str) -> tuple[FactRow, ...]:
    """A grown-up relative with a passed screen: without a line, in a band."""
    return (
        FactRow(Fact.BIRTH, f"b-{who}", who, who, at=date(1980, 1, 1)),
        FactRow(Fact.SCREEN, f"s-{who}", who, who, P, "CLEAR", at=TODAY - timedelta(days=10)),
    )


@st.composite
def families(draw: st.DrawFn) -> Family:
    """A family of three relatives, most of them screened, with a few facts about them."""
    spheres = (Sphere.PARENT, Sphere.HOUSEHOLD, Sphere.CHILD, Sphere.SIBLING, Sphere.CAREGIVER)
    near = (
        Near(P, Sphere.SELF, born_on=date(2009, 9, 14)),
        *(
            Near(who, sphere, born_on=draw(st.sampled_from((None, date(1985, 1, 1), date(2015, 1, 1)))))
            for who, sphere in zip(NEAR_PEOPLE, spheres, strict=True)
        ),
    )
    base = [row for who in RELATIVES for row in screened(who) if draw(st.integers(0, 9)) > 0]
    minors = [FactRow(Fact.BIRTH, "minor", draw(relatives), at=date(2012, 1, 1))] if draw(st.booleans()) else []
    wish = st.tuples(
        st.integers(0, 10**6).map(lambda n: f"w{n}"),
        relatives,
        st.builds(Wish, st.sampled_from(("YES", "NO", "UNSURE")), days, st.just("EOHHS")),
    )
    said = st.tuples(
        relatives,
        st.builds(
            Assessment,
            at=days,
            willingness=st.sampled_from(("YES", "MAYBE", "NOT_NOW", "DECLINED", "NOT_ASKED")),
            capacity=st.sampled_from(("AVAILABLE", "LIMITED", "UNKNOWN")),
            named_by_family=st.booleans(),
        ),
    )
    point = st.tuples(relatives, st.builds(ContactPoint, st.just("cp"), st.just("PHONE"), verified_at=days))
    removal = st.tuples(st.just("rm"), relatives, st.just(True))
    return Family(
        ties=tuple(draw(st.lists(ties(), min_size=1, max_size=5, unique_by=lambda t: t.facts.id))),
        near=near,
        facts=(*base, *minors, *draw(st.lists(facts(), max_size=4, unique_by=lambda f: f.id))),
        wishes=tuple(draw(st.lists(wish, max_size=3, unique_by=lambda w: w[0]))),
        assessments=tuple(draw(st.lists(said, max_size=2))),
        points=tuple(draw(st.lists(point, max_size=2))),
        removed=tuple(draw(st.lists(removal, max_size=1))),
    )
