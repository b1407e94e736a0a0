"""Line 6 of how trust is judged: no sequence of deletes, seals, purges, contests, last days, merges and splits frees.

What the statements tell (shields_facts, safety_sphere) is worked out here from records and decisions, as the graph
holds them; whom that bars is decided by the rules in force. Whoever is excluded or held for a P stays so, whatever
is done to records and however they are joined and parted; whoever waits for a screen waits until one is made.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from graphsvc.access.safety_rules import Near, Reading, decide
from graphsvc.access.shield_births import Page, births_of
from graphsvc.access.shield_facts import KINDS, shields_in
from graphsvc.access.shield_file import ShieldFile, file_of
from graphsvc.model.intel import REACH
from graphsvc.model.safety_lines import BARRING, Effect, Sphere
from graphsvc.model.site import Site
from graphsvc.records.purge import apart
from tests.property.test_shields import ALONE, CODES, STATUSES, Row, by_person, days

TODAY = date(2026, 4, 20)
SITE = Site()
PEOPLE = ("a", "b", "c", "d")
SPHERES = (Sphere.HOUSEHOLD, Sphere.CHILD, Sphere.PARENT, Sphere.SIBLING, Sphere.CAREGIVER)
ENDED = {"ORDER": "EXPIRED", "HARM": "UNSUPPORTED", "ALERT": "UNSUPPORTED", "WITNESS": "CLOSED", "INCIDENT": "CLOSED"}
people = st.sampled_from(PEOPLE)


@dataclass(frozen=True)
class Match:
    """A pair of records as decided; `step`: when, of what was done so far."""

    id: str
    a: str
    b: str
    state: str
    step: int


@dataclass(frozen=True)
class Records:
    """Everything on file. `into`: merges, record → the one it was merged into. Rows name the records said of."""

    rows: tuple[Row, ...]
    births: tuple[tuple[str, int, bool], ...]
    groups: tuple[tuple[str, str, int], ...]
    spheres: tuple[tuple[str, str, Sphere, bool], ...]
    matches: tuple[Match, ...] = ()
    into: dict[str, str] = field(default_factory=dict)
    step: int = 1

    def one(self, record: str) -> str:
        """The person that a record is one with."""
        return self.one(self.into[record]) if record in self.into else record

    # ---- as the statements tell it --------------------------------------------------------------------------------

    def file(self) -> ShieldFile:
        """shields_facts, shields_births, shields_affiliations."""
        rows = [*map(self._told, self.rows), *self._told_matches()]
        born = [(self.one(who), day, erased) for who, day, erased in self.births]
        page = Page.of(*([row[i] for row in born] for i in range(3)))
        joined = by_person((self.one(who), group, until) for who, group, until in self.groups)
        return file_of(shields_in(rows, {"reviewer"}), births_of([page]), joined)

    def _told(self, row: Row) -> Row:
        """A row where merge_settle puts it; what stands between two records of one person stays where it was said."""
        a, b = self._ends(row["a"], row["b"])
        moved = TODAY if (a, b) != (row["a"], row["b"]) else None
        side = {"ATTEMPT": (row["a"], a), "WISH": (row["b"], b)}.get(row["kind"], ("", ""))
        ended = row["ended"]
        if row["kind"] == "SCREEN" and row["code"] == "CLEAR" and self._decided_since(a, b, row["step"]):
            ended = ended or TODAY
        plans = [self.one(plan) for plan in row["plans"]]
        origin = side[0] if side[0] != side[1] else ""
        told = {**row, "a": a, "b": b, "ended": ended, "plans": plans, "moved": moved, "origin": origin}
        return {name: value for name, value in told.items() if name != "step"}

    def _ends(self, a: str, b: str | None) -> tuple[str, str | None]:
        if b is None:
            return self.one(a), None
        return (a, b) if self.one(a) == self.one(b) else (self.one(a), self.one(b))

    def _told_matches(self) -> Iterator[Row]:
        for match in self.matches:
            a, b = self._ends(match.a, match.b)
            code = "PLAUSIBLE" if match.state == "DIFFERENT" else match.state
            yield {**PLAIN, "kind": "MATCH", "id": match.id, "a": a, "b": b, "code": code, "status": match.state}

    def _decided_since(self, a: str, b: str | None, step: int) -> bool:
        found = ((self._ends(m.a, m.b), m.step) for m in self.matches)
        return any({a, b} & set(ends) and at > step for ends, at in found)

    def near(self, person: str) -> tuple[Near, ...]:
        """safety_sphere."""
        selves = [(person, False, "")]
        for match in self.matches:
            ends = self._ends(match.a, match.b)
            if person in ends and ends[0] != ends[1]:
                other = ends[1] if ends[0] == person else ends[0]
                selves.append((str(other), match.state == "DIFFERENT", match.id))
        found = [Near(who, Sphere.SELF, gone, record=match) for who, gone, match in selves]
        for who, gone, _ in selves:
            for record, other, sphere, lapsed in self.spheres:
                if self.one(record) == who:
                    found.append(Near(self.one(other), sphere, gone or lapsed))
        return tuple(found)

    def effects(self) -> dict[tuple[str, str], frozenset[Effect]]:
        """(P, relative) → what the lines do to the relative, for every two people."""
        file, ones = self.file(), sorted({self.one(record) for record in PEOPLE})
        found = {}
        for person in ones:
            near = self.near(person)
            around = file.around(near, TODAY)
            for other in ones:
                reading = Reading(near, tuple(file.rows(other, around)))
                found[person, other] = frozenset(f.effect for f in decide(reading, other, TODAY, SITE))
        return found

    # ---- what is done ---------------------------------------------------------------------------------------------

    def changed(self, index: int, what: str) -> "Records":
        """One record deleted (as an erasure leaves it), sealed, contested, past its day, ended or purged."""
        rows, row = list(self.rows), self.rows[index]
        clear = row["kind"] == "SCREEN" and row["code"] == "CLEAR"
        rows[index] = {
            "delete": {**row, "erased": True},
            "seal": {**row, "erased": True},
            "contest": {**row, "contested": True},
            "expire": {**row, "at": TODAY - timedelta(days=800)}
            if clear
            else {**row, "ends": TODAY - timedelta(days=1)},
            "end": {
                **row,
                "ended": TODAY,
                "status": ENDED.get(row["kind"], row["status"]),
                **({"by": "worker"} if row["kind"] == "HOLD" else {}),
            },  # a reviewer's end of a hold is a decision
        }.get(what, row)
        if what == "purge" and row["kind"] in REACH:  # no date deletes another kind (model/intel.py)
            told = self._told(row)
            rows.pop(index)
            rows += [
                {**PLAIN, "kind": f"APART_{reach}", "id": f"apart-{old}-{reach}", "a": a, "b": b, "code": reach,
                 "at": TODAY, "ended": TODAY, "step": self.step}
                for a, b, reach, old in apart([told], {row["id"]})
            ]  # fmt: skip
        return replace(self, rows=tuple(rows), step=self.step + 1)

    def screened(self, person: str, relative: str) -> "Records":
        """A worker's screen that found nothing."""
        row = {**PLAIN, "kind": "SCREEN", "id": f"screen-{self.step}", "a": relative, "b": person, "code": "CLEAR",
               "at": TODAY, "by": "worker", "step": self.step}  # fmt: skip
        return replace(self, rows=(*self.rows, row), step=self.step + 1)

    def decided(self, what: str, one: str, other: str) -> "Records":
        """mergePeople (PLAUSIBLE, SAME), splitPeople, notTheSame for two records, where they may be decided so."""
        keep, gone = self.one(one), self.one(other)
        if what in ("PLAUSIBLE", "SAME") and keep != gone and not (what == "SAME" and self._tied(keep, gone)):
            match = self._match(keep, gone) or Match(f"MATCH-{self.step}", keep, gone, "", 0)
            into = {**self.into, gone: keep} if what == "SAME" else self.into
            return self._put(replace(match, state=what, step=self.step), into)
        match = next((m for m in self.matches if {m.a, m.b} == {one, other}), None)
        if what == "SPLIT" and match and match.state == "SAME":
            pairs = ((match.a, match.b), (match.b, match.a))
            into = {low: high for low, high in self.into.items() if (low, high) not in self._edge(match, pairs)}
            return self._put(replace(match, state="PLAUSIBLE", step=self.step), into)
        if what == "DIFFERENT" and match and match.state == "PLAUSIBLE":
            return self._put(replace(match, state=what, step=self.step), self.into)
        return self

    def _edge(self, match: Match, pairs: Any) -> set[tuple[str, str]]:
        """The merge of a match: it joined the people that the pair's records were then."""
        direct = {pair for pair in pairs if self.into.get(pair[0]) == pair[1]}
        return direct or {self.joined[match.id]}

    @property
    def joined(self) -> dict[str, tuple[str, str]]:
        return {m.id: (m.b, m.a) if self.into.get(m.b) == m.a else (m.a, m.b) for m in self.matches}

    def _tied(self, keep: str, gone: str) -> bool:
        told = [self._told(row) for row in self.rows]
        return any({row["a"], row["b"]} == {keep, gone} for row in told)

    def _match(self, a: str, b: str) -> Match | None:
        return next((m for m in self.matches if {m.a, m.b} == {a, b}), None)

    def _put(self, match: Match, into: dict[str, str]) -> "Records":
        rest = tuple(m for m in self.matches if m.id != match.id)
        return replace(self, matches=(*rest, match), into=into, step=self.step + 1)


PLAIN: Row = {
    "kind": "", "a": "", "b": None, "id": "", "code": "", "status": "", "conditions": [], "at": None, "ends": None,
    "ended": None, "erased": False, "contested": False, "untrue": False, "by": "", "settles": [], "plans": [],
    "moved": None, "origin": "", "revision": None, "own": False,
}  # fmt: skip


@st.composite
def facts(draw: st.DrawFn) -> Row:
    """A protective fact between two records, or about one."""
    kind = draw(st.sampled_from([k for k in sorted(KINDS) if k != "MATCH"] + ["SCREEN"] * 6 + ["WISH", "ATTEMPT"]))
    a = draw(people)
    return {
        **PLAIN,
        "kind": kind,
        "a": a,
        "b": None if kind in ALONE else draw(st.sampled_from([who for who in PEOPLE if who != a])),
        "id": f"{kind}-{draw(st.integers(0, 999))}",
        "code": draw(st.sampled_from(CODES.get(kind, ("",)))),
        "status": draw(st.sampled_from(STATUSES.get(kind, ("",)))),
        "at": draw(days),
        "ends": draw(st.none() | st.none() | days),
        "by": draw(st.sampled_from(("reviewer", "worker"))),
        "revision": draw(st.none() | st.integers(1, 3)) if kind == "SCREEN" else None,
        "own": kind in ("WISH", "ATTEMPT") and draw(st.booleans()),
        "plans": draw(st.lists(people, max_size=1)) if kind == "HOLD" else [],
        "step": 0,
    }


BORN = (date(1980, 4, 20).toordinal(), date(1980, 4, 20).toordinal(), date(2012, 4, 20).toordinal())
files = st.builds(
    Records,
    st.lists(facts(), min_size=1, max_size=10, unique_by=lambda row: row["id"]).map(tuple),
    st.lists(st.tuples(people, st.sampled_from(BORN), st.just(False)), min_size=2, max_size=5).map(tuple),
    st.lists(st.tuples(people, st.sampled_from("gh"), st.just(date.max.toordinal())), max_size=3).map(tuple),
    st.lists(st.tuples(people, people, st.sampled_from(SPHERES), st.booleans()), max_size=4).map(tuple),
)
CHANGES = ("delete", "seal", "purge", "contest", "expire", "end")
DECISIONS = ("PLAUSIBLE", "SAME", "SAME", "SPLIT", "SPLIT", "DIFFERENT")


def done(data: st.DataObject, records: Records) -> tuple[Records, str, tuple[str, str] | None]:
    """The records after one step, what it was, and whom it screened for whom."""
    what = data.draw(st.sampled_from((*CHANGES, *DECISIONS, *DECISIONS, "screen")))
    if what in CHANGES:
        return records.changed(data.draw(st.integers(0, len(records.rows) - 1)), what), what, None
    one, other = data.draw(st.permutations(PEOPLE))[:2]
    if what == "screen":
        pair = records.one(one), records.one(other)
        return records.screened(*pair), what, pair
    return records.decided(what, one, other), what, None


@settings(
    max_examples=1000,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),  # no tracing of every line
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(records=files, data=st.data())
def test_a_thousand_sequences_free_nobody(records: Records, data: st.DataObject) -> None:
    """Nobody comes from excluded or held into a band (definitions.md §4). What a reviewer decides about two records may
    tell that somebody was grown up: whom line 5 barred for that waits for a new screen, as the decision voids all."""
    said = []
    for _ in range(data.draw(st.integers(1, 6))):
        before = records.effects()
        after_all, what, screened = done(data, records)
        said.append(what if after_all is not records else f"{what} refused")
        event(said[-1])
        after = after_all.effects()
        for one in PEOPLE:
            for other in PEOPLE:
                then, now = (records.one(one), records.one(other)), (after_all.one(one), after_all.one(other))
                if then[0] == then[1] or now[0] == now[1]:
                    continue  # nobody is her own relative
                if before[then] & BARRING:
                    stays = BARRING | ({Effect.SCREEN} if what in DECISIONS else frozenset())
                    assert after[now] & stays, (said, one, other, before[then], after[now])
                elif Effect.SCREEN in before[then] and now != screened:
                    assert after[now] & (BARRING | {Effect.SCREEN}), (said, one, other)
        records = after_all


def test_a_hold_that_a_reviewer_ends_waits_for_a_screen_and_one_that_others_end_stays() -> None:
    hold = {**PLAIN, "kind": "HOLD", "a": "a", "id": "HOLD-0", "at": TODAY, "step": 0}
    told = {}
    for by in ("reviewer", "worker"):
        ended = Records(({**hold, "by": by, "ended": TODAY},), (), (), ())
        told[by] = ended.effects()["b", "a"]
    assert told["reviewer"] == {Effect.SCREEN} and Effect.HOLD in told["worker"]


@given(records=files, pair=st.permutations(PEOPLE))
def test_a_merge_taken_back_leaves_every_fact_as_it_was(records: Records, pair: list[str]) -> None:
    merged = records.decided("SAME", *pair[:2])
    back = merged.decided("SPLIT", *pair[:2])
    assert back.rows == records.rows and back.into == {} and [back.one(each) for each in PEOPLE] == list(PEOPLE)
    facts = list(map(records._told, records.rows))
    assert [{**row, "ended": None} for row in map(back._told, back.rows)] == [{**row, "ended": None} for row in facts]


@pytest.mark.parametrize("what", ["PLAUSIBLE", "SAME"])
def test_both_stand_under_the_lines_of_both(what: str) -> None:
    """An order against one record keeps the other away, and a passed screen of before counts no more."""
    order = {**PLAIN, "kind": "ORDER", "id": "ORDER-1", "a": "b", "b": "c", "code": "ABUSE_PREVENTION_209A", "step": 0}
    clear = {**PLAIN, "kind": "SCREEN", "id": "SCREEN-1", "a": "a", "b": "c", "code": "CLEAR", "at": TODAY, "step": 0}
    grown = tuple((who, BORN[0], False) for who in PEOPLE)
    before = Records((order, clear), grown, (), ())
    assert before.effects()["c", "a"] == frozenset()
    after = before.decided(what, "a", "b").effects()["c", "a"]
    assert Effect.NO_CONTACT in after and Effect.SCREEN in after
    apart = before.decided(what, "a", "b").decided("SPLIT", "a", "b").decided("DIFFERENT", "a", "b")
    assert apart.effects()["c", "a"] == {Effect.HOLD, Effect.SCREEN}
