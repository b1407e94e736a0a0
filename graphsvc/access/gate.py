"""The gate that every question passes: may this asker ask this, for this purpose, and what does it let her see.

(1) the policies on questions and the handle alone: refusals that depend on role, field and purpose come before any read
(2) one statement: is the purpose still open, caseload, team, consents, revision, new access classes (all but the
    first kept until the revision or the day moves: then a shorter one says both; none at all where what the database
    said a moment ago still stands, which whoever writes or closes a purpose on this host ends at once)
(3) Cedar: the allowed classes (kept)
(4) the people of the scope: the circle (kept until somebody whom it leads to is written about, where the graph is in
    memory, else until the revision moves): walked over the arrays where they are loaded, else at most five statements
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from joserfc.jwk import OKPKey

from graphsvc.access import family_duty
from graphsvc.access.asking import Asking
from graphsvc.access.break_glass import openable
from graphsvc.access.caseload import ASSIGNED_SCOPES, LISTED, Facts, classes_of, own_people, read_facts, read_state
from graphsvc.access.circle import CLOSED_HOUSEHOLDS, Ask, Circle, Tie, read_circle, walked_circle
from graphsvc.access.classes import Decision, Decisions, is_shipped, read_policy
from graphsvc.access.facts import records_seen, spoken_of
from graphsvc.access.kept import Kept, This
from graphsvc.access.matrix import refuse_beyond
from graphsvc.access.permissions import decide, needs_no_purpose
from graphsvc.access.purposes import purpose_of
from graphsvc.access.safety import concealed_from, from_asker
from graphsvc.access.shields import SHIELDS, Shields
from graphsvc.access.touchpoints import TouchpointTable
from graphsvc.clock import Clock
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Problem, problem
from graphsvc.model.asker import AccessClass, OpenPurpose, Principal, Sight
from graphsvc.model.circle import Shown
from graphsvc.model.quality import UNWALKED_ROLES
from graphsvc.model.site import Site

People = tuple[str, ...] | None
REVIEWER = "SAFETY_REVIEWER"
REPORTS = frozenset({"accessReport"})
"""Fields that are answered from the audit log, which keeps the id that was looked at."""
Parts = tuple[tuple[str, ...], ...]


class Ring(Protocol):
    """The graph in memory as one asker sees it (graphsvc.engine.around.Around)."""

    def circle(self, caseload: frozenset[str], absent: frozenset[str]) -> tuple[str, ...]:
        """The circle of that caseload over ties that touch nobody who is `absent`; sorted."""


class World(Protocol):
    """The graph in memory at one revision (graphsvc.engine.follow.World)."""

    @property
    def revision(self) -> int: ...

    @property
    def parts(self) -> Mapping[str, Any]: ...

    def untouched(self, people: frozenset[str], since: int) -> bool:
        """Whether nothing was written about these people, nor about a group, since that revision."""

    def around(self, shown: Shown) -> Ring:
        """The graph as an asker sees it who is shown so much."""


class Standing(Protocol):
    """What the database said a moment ago (graphsvc.engine.follow.Standing)."""

    @property
    def revision(self) -> int: ...

    @property
    def mark(self) -> tuple[int, str, int]:
        """Equal to another's only if no purpose was closed between the two."""


Memory = Callable[[int], Awaitable[World | None]]
"""The graph in memory at that revision or a later one; None where it is not there."""


async def _no_memory(revision: int) -> World | None:
    return None


Stands = Callable[[], Standing | None]
"""What the database said a moment ago, while nobody of this host has written since; None where it must be asked."""


def _no_standing() -> Standing | None:
    return None


@dataclass(frozen=True)
class Rules:
    """Everything of the policies folder. `touchpoints` says the compartment of each type of contact."""

    permissions: Asking
    touchpoints: TouchpointTable
    decisions: Decisions


def read_rules(folder: Path, site_file: Path | None = None) -> Rules:
    """The rules of a policies folder. Raises SettingError for one that cannot be read or permits more than it may."""
    policy = read_policy(folder, site_file)
    if not is_shipped(folder):
        refuse_beyond(policy)
    return Rules(Asking(policy.cedar, policy.ceilings), policy.ceilings.touchpoints, Decisions(policy))


@dataclass
class _Known:
    """What is kept between requests: the graph's access classes, the facts of askers, and circles."""

    classes: tuple[AccessClass, ...] = ()
    generation: int = 0
    facts: Kept[Facts] = field(default_factory=lambda: Kept(1024))
    """Some kB each."""
    open: Kept[tuple[int, str, int]] = field(default_factory=lambda: Kept(4096))
    """(user, handle) of purposes seen open, at a mark of what stands."""
    people: Kept[tuple[str, ...]] = field(default_factory=lambda: Kept(256))
    """Of cases, queues and the programme's list, at a revision."""
    circles: Kept[tuple[int, Circle]] = field(default_factory=lambda: Kept(256))
    """Each with the revision that it is true for. Some hundred kB each in a dense city."""
    unions: Kept[tuple[Parts, tuple[str, ...]]] = field(default_factory=lambda: Kept(256))
    """With what they were made of, so that no key comes again for something else."""


@dataclass(frozen=True)
class _Looking:
    """One look in progress: the asker as a Sight of nobody but her own people, what is open to her, and the facts."""

    asker: Sight
    facts: Facts
    decision: Decision
    cases: tuple[str, ...]


@dataclass(frozen=True)
class Access:
    """The gate over one graph."""

    graph: Graph
    rules: Rules
    key: OKPKey
    clock: Clock
    site: Site
    memory: Memory = _no_memory
    stands: Stands = _no_standing
    _known: _Known = field(default_factory=_Known)

    @property
    def policy_version(self) -> str:
        """A hash over every rule and table: the same version decides the same."""
        return self.rules.decisions.policy.version

    async def look(self, principal: Principal, handle: str | None, field: str, kind: str = "") -> Sight | Problem:
        """What this asker sees through this field, or the refusal, which depends on role, field and purpose only."""
        purpose = purpose_of(self.key, principal, handle, self.clock)
        scopes = self.decide(principal, purpose, field, kind)
        if isinstance(scopes, Problem):
            return scopes
        if needs_no_purpose(self.rules.permissions, field, kind, principal.roles):
            return self._sight(principal, None, field, scopes)
        if purpose is None:
            return problem("PURPOSE_REQUIRED")
        kin_scopes = self._kin_scopes(principal, purpose)
        facts = await self._facts(principal, purpose, "programme" in (*scopes, *kin_scopes))
        if not facts.purpose_open:
            return problem("PURPOSE_REQUIRED")
        return await self._seen_with(principal, purpose, field, scopes, facts)

    async def foresee(self, principal: Principal, purpose: OpenPurpose, field: str, scopes: tuple[str, ...]) -> Sight:
        """What a look would see, were that purpose open: for `policy explain`. Nothing is answered from it."""
        facts = await self._fresh_facts(principal, purpose, programme=True)
        return await self._seen_with(principal, purpose, field, scopes, facts)

    async def _seen_with(
        self, principal: Principal, purpose: OpenPurpose, field: str, scopes: tuple[str, ...], facts: Facts
    ) -> Sight:
        seen = self._seen_through if facts.glass else self._seen_plainly
        sight = await seen(principal, purpose, field, scopes, facts)
        return replace(sight, merged=await self._merged(sight, facts)) if facts.merged else sight

    async def _seen_plainly(
        self, principal: Principal, purpose: OpenPurpose, field: str, scopes: tuple[str, ...], facts: Facts
    ) -> Sight:
        asker = self._sight(principal, purpose, field, scopes, own_people(facts, scopes))
        kin_scopes = self._kin_scopes(principal, purpose)
        return await self._look(self._looking(asker, purpose, facts), scopes, kin_scopes)

    async def _merged(self, sight: Sight, facts: Facts) -> Mapping[str, str]:
        """Which old ids lead to another for this asker: a record of which nothing is shared stays unknown.

        A safety reviewer decides about whoever is on file, and a report of looks counts those at either.
        """
        if REVIEWER in sight.principal.roles or sight.field in REPORTS:
            return facts.merged
        known = await records_seen(self.graph, sight, facts.merged)
        return {record: one for record, one in facts.merged.items() if record in known}

    async def _seen_through(
        self, principal: Principal, purpose: OpenPurpose, field: str, scopes: tuple[str, ...], facts: Facts
    ) -> Sight:
        """With the people behind broken glass on the caseload, but for those whom a line conceals (AC-12.3), and for
        those of whom nothing is to be seen even so: a name that is nobody's opens no more than a sealed record."""
        asker = self._sight(principal, purpose, field, scopes)
        facts = replace(facts, glass=await openable(self.graph, asker, self.site, facts.caseload, facts.glass))
        told = await self._with_glass(asker, scopes, facts)
        there = await spoken_of(self.graph, told, told.glass)
        if there == told.glass:
            return told
        return await self._with_glass(asker, scopes, replace(facts, glass=tuple(sorted(there))))

    async def _with_glass(self, asker: Sight, scopes: tuple[str, ...], facts: Facts) -> Sight:
        """A Sight whose caseload holds those people as well."""
        assert asker.purpose is not None
        more = frozenset(facts.glass) - frozenset(facts.caseload)
        facts = replace(facts, caseload=tuple(sorted({*facts.caseload, *more})), glass=())
        own = replace(asker, caseload=own_people(facts, scopes), glass=more)
        looking = self._looking(own, asker.purpose, facts)
        return await self._look(looking, scopes, self._kin_scopes(asker.principal, asker.purpose))

    def decide(
        self, principal: Principal, purpose: OpenPurpose | None, field: str, kind: str = ""
    ) -> tuple[str, ...] | Problem:
        """The scopes or the refusal, without a read."""
        return decide(self.rules.permissions, field, kind, principal.roles, purpose.purpose if purpose else None)

    def _kin_scopes(self, principal: Principal, purpose: OpenPurpose | None) -> tuple[str, ...]:
        """Kin, unions, guardians and households follow the row `kin` through every field."""
        return self.rules.permissions.scopes("kin", principal.roles, purpose.purpose if purpose else None)

    async def _look(self, looking: _Looking, scopes: tuple[str, ...], kin_scopes: tuple[str, ...]) -> Sight:
        circle = await self._people(looking, scopes)
        kin_circle = circle if kin_scopes == scopes else await self._people(looking, kin_scopes)
        own = None
        if "own" in kin_scopes and not ASSIGNED_SCOPES.issuperset(scopes):
            own_circle = await self._people(looking, ("own",))
            own = self._seen(looking, ("own",), own_circle, own_circle)
        seen = self._seen(looking, scopes, circle, kin_circle, own)
        return replace(seen, named=await self._named(looking, scopes)) if seen.field == "changes" else seen

    async def _named(self, looking: _Looking, scopes: tuple[str, ...]) -> frozenset[str]:
        """Whom these scopes name themselves, circles left out: nobody is told of changes about others."""
        listed = [await _READERS[scope](self, looking) for scope in scopes if scope in ("programme", "queue")]
        assigned = {"own": looking.facts.caseload, "team": looking.facts.team}
        return frozenset().union(*listed, *(assigned[scope] for scope in scopes if scope in assigned))

    def _looking(self, asker: Sight, purpose: OpenPurpose, facts: Facts) -> _Looking:
        known = self._known
        decision = self.rules.decisions.of(asker.principal, purpose.purpose, known.classes, known.generation)
        open_case = facts.on_team and decision.case
        return _Looking(asker, facts, decision, case_keys(purpose.case_id, asker.principal) if open_case else ())

    def _seen(
        self, looking: _Looking, scopes: tuple[str, ...], circle: People, kin_circle: People, own: Sight | None = None
    ) -> Sight:
        """The Sight of these scopes. Fails closed where a class asks for an assignment that the scope does not give."""
        caseload = own_people(looking.facts, scopes)
        allowed, conditional, consented = classes_of(looking.decision, looking.facts, scopes)
        if looking.asker.field == family_duty.FIELD:
            allowed, conditional = family_duty.duty_classes(looking.decision, self._known.classes), ()
        near = looking.asker.field == "touchpoints" and ASSIGNED_SCOPES.issuperset(scopes)
        return replace(
            looking.asker,
            scope=scopes[0],
            scopes=scopes,
            allowed=allowed,
            consent_classes=conditional,
            counted=tuple(sorted((*looking.decision.allowed, *looking.decision.agg))),
            cases=looking.cases,
            consented=consented,
            circle=tuple(sorted(caseload)) if near else circle,
            kin_circle=kin_circle,
            caseload=caseload,
            covered={who: what for who, what in looking.facts.covered.items() if who in caseload or circle is None},
            part2={who: ids for who, ids in looking.facts.part2.items() if who in caseload},
            classes=self._known.classes,
            revision=looking.facts.revision,
            own=own,
        )

    def _sight(
        self,
        principal: Principal,
        purpose: OpenPurpose | None,
        field: str,
        scopes: tuple[str, ...],
        caseload: frozenset[str] = frozenset(),
    ) -> Sight:
        """A Sight of nobody: what a field that needs no purpose gets, and what the others begin with."""
        return Sight(
            principal=principal,
            purpose=purpose,
            field=field,
            scope=scopes[0],
            scopes=scopes,
            policy_version=self.policy_version,
            now=self.clock.now(),
            today=self.clock.today(),
            zone=self.clock.zone,
            circle=(),
            kin_circle=(),
            caseload=caseload,
            touchpoints=self.rules.permissions.words(principal, purpose.purpose) if purpose else {},
            touch_compartments=self.rules.touchpoints.compartments,
        )

    # ---- what is read ---------------------------------------------------------------------------------------------

    async def _facts(self, principal: Principal, purpose: OpenPurpose, programme: bool) -> Facts:
        """The facts as of now. Kept ones stand while the revision does, and a purpose stays open while none is closed;
        both are read each time, unless they stand."""
        key = (principal.user, principal.agency, purpose.case_id, programme, self.clock.today())
        facts, standing = self._known.facts.get(key), self.stands()  # before anything is asked: it may be older only
        held = (principal.user, purpose.handle_id)
        if facts and standing and standing.revision == facts.revision and self._known.open.get(held) == standing.mark:
            return replace(facts, purpose_open=True)
        moved = facts is not None and standing is not None and standing.revision > facts.revision
        found = await self._asked_facts(principal, purpose, programme, key, None if moved else facts)
        if found.purpose_open and standing:
            self._known.open.keep(held, standing.mark)
        return found

    async def _asked_facts(
        self,
        principal: Principal,
        purpose: OpenPurpose,
        programme: bool,
        key: tuple[object, ...],
        facts: Facts | None,
    ) -> Facts:
        """The facts: those that are kept, where they may stand and the database says that they do."""
        if facts:
            state = await read_state(self.graph, principal, purpose)
            if state.revision == facts.revision:
                return replace(facts, purpose_open=state.purpose_open)
        facts = await self._fresh_facts(principal, purpose, programme)
        if facts.timed:
            self._known.facts.drop(key)
            return facts
        return self._known.facts.keep(key, facts)

    async def _fresh_facts(self, principal: Principal, purpose: OpenPurpose, programme: bool) -> Facts:
        known = self._known
        facts = await read_facts(
            self.graph, principal, purpose, self.clock, self.site, known=len(known.classes), programme=programme
        )
        if len(facts.classes) > len(known.classes):  # a read that began earlier may end later: classes are only added
            known.classes, known.generation = facts.classes, known.generation + 1
        return facts

    async def _people(self, looking: _Looking, scopes: tuple[str, ...]) -> People:
        """The people of these scopes, sorted; None for everybody. The same object for as long as it is kept: what is
        worked out from a circle is kept with it."""
        if "yes" in scopes:
            return None
        parts = tuple([await _READERS[scope](self, looking) for scope in scopes])
        if len(parts) == 1:
            return parts[0]
        key = tuple(map(id, parts))
        _, found = self._known.unions.get(key) or self._known.unions.keep(key, (parts, _union(parts)))
        return found

    async def _own(self, looking: _Looking) -> tuple[str, ...]:
        return await self._circle(looking, looking.facts.caseload, "own")

    async def _team(self, looking: _Looking) -> tuple[str, ...]:
        return await self._circle(looking, looking.facts.team, "team")

    async def _programme(self, looking: _Looking) -> tuple[str, ...]:
        """The list as far as the asker's classes show it, without whom a line conceals from her (definitions.md §7):
        most fields of this scope show whoever is on the list without another look."""

        async def read() -> tuple[str, ...]:
            people = frozenset(person for person, number in facts.programme if number in allowed)
            absent = await self._absent(await self.memory(facts.revision), asker, people)
            return tuple(sorted(people - absent))

        facts, asker, allowed = looking.facts, looking.asker, frozenset(looking.decision.allowed)
        key = ("programme", This(facts.programme), allowed, asker.caseload, facts.revision, asker.today)
        return await self._kept(key, read)

    async def _nobody(self, looking: _Looking) -> tuple[str, ...]:
        return ()

    async def _case(self, looking: _Looking) -> tuple[str, ...]:
        async def read() -> tuple[str, ...]:
            rows = await self.graph.read("access_case_people", cases=list(looking.cases))
            return tuple(sorted({row["id"] for row in rows}))

        if not looking.cases:
            return ()
        return await self._kept(("case", looking.cases, looking.facts.revision), read)

    async def _queue(self, looking: _Looking) -> tuple[str, ...]:
        async def read() -> tuple[str, ...]:
            rows = await self.graph.read(
                "access_queue",
                today=self.clock.today(),
                screens_since=self.clock.today() - timedelta(days=self.site.screen_valid_days),
                listed=list(LISTED),
                allowed=list(allowed),
            )
            return tuple(sorted({row["id"] for row in rows}))

        allowed = looking.decision.allowed
        return await self._kept(("queue", allowed, looking.facts.revision, self.clock.today()), read)

    async def _circle(self, looking: _Looking, caseload: tuple[str, ...], scope: str) -> tuple[str, ...]:
        """The circle of a caseload, kept until anything that it is worked out from moves: somebody whom its ties lead
        to is written about, or somebody among them comes to be concealed or to be so no longer."""
        facts, asker = looking.facts, looking.asker
        kin = not ASSIGNED_SCOPES.isdisjoint(self._kin_scopes(asker.principal, asker.purpose))
        allowed, conditional, consented = classes_of(looking.decision, facts, (scope,))
        shown = Shown(
            allowed, conditional, looking.cases, consented, self.clock.today(), self.site.group_member_cap, kin
        )
        key = (caseload, asker.caseload, shown)
        held = self._known.circles.get(key)
        if held and held[0] == facts.revision:
            return held[1].people
        world = await self.memory(facts.revision)
        if held and world and world.untouched(held[1].reached, held[0]):
            revision, circle = world.revision, held[1]
            if await self._concealed(world, asker, circle.reached - frozenset(caseload)) == circle.absent:
                return self._known.circles.keep(key, (revision, circle))[1].people

        async def conceal(people: Iterable[str]) -> frozenset[str]:
            return await self._absent(world, asker, people)

        if world:
            revision, circle = world.revision, await walked_circle(caseload, world.around(shown).circle, conceal)
        else:
            revision, circle = facts.revision, await read_circle(caseload, self._steps(shown), conceal, kin=kin)
        if held and held[1].people == circle.people:  # what is worked out from the same people stays
            circle = replace(circle, people=held[1].people)
        return self._known.circles.keep(key, (revision, circle))[1].people

    async def _absent(self, world: World | None, asker: Sight, people: Iterable[str]) -> frozenset[str]:
        """Those of these people who must not exist for the asker, from memory where the graph is there."""
        if world:
            return await self._concealed(world, asker, people)
        return await concealed_from(self.graph, asker, self.site, people)

    async def _concealed(self, world: World, asker: Sight, people: Iterable[str]) -> frozenset[str]:
        """As concealed_from, from memory; beside the event loop, since a circle may have ten thousands of people."""
        shields: Shields = world.parts[SHIELDS]
        others = frozenset(people) - asker.caseload
        told = (asker.caseload, others, asker.today, self.site)
        return from_asker(asker, await asyncio.to_thread(shields.concealed_for_each, *told))

    def _steps(self, shown: Shown) -> Callable[[Ask], Awaitable[Iterable[Tie]]]:
        """What asks for the ties of a circle, as far as the asker is shown them."""

        async def fetch(ask: Ask) -> Iterable[Tie]:
            rows = await self.graph.read(
                "access_steps",
                people=list(ask.people),
                types=list(ask.types),
                roles=list(ask.roles),
                unwalked_roles=sorted(UNWALKED_ROLES),
                with_households=ask.with_households,
                allowed=list(shown.allowed),
                consent_classes=list(shown.conditional),
                cases=list(shown.cases),
                consented=list(shown.consented),
                today=shown.today,
                member_cap=shown.member_cap,
                closed_kinds=list(CLOSED_HOUSEHOLDS),
            )
            return [_tie(row["a"], row["b"], row["role"], row["outward"], row["walkable"]) for row in rows]

        return fetch

    async def _kept(self, key: tuple[object, ...], read: Callable[[], Awaitable[tuple[str, ...]]]) -> tuple[str, ...]:
        found = self._known.people.get(key)
        return self._known.people.keep(key, await read()) if found is None else found


_READERS: Mapping[str, Callable[[Access, _Looking], Awaitable[tuple[str, ...]]]] = {
    "own": Access._own,
    "team": Access._team,
    "programme": Access._programme,
    "case": Access._case,
    "queue": Access._queue,
    "agg": Access._nobody,
}
"""Scope → who is in it, sorted. `yes` is everybody and has no reader."""


def _union(parts: Parts) -> tuple[str, ...]:
    return tuple(sorted(set().union(*parts)))


def case_keys(case: str | None, asker: Principal) -> tuple[str, ...]:
    """What opens a case file's statements to one of its team: the number, and for those restricted to their owner
    the number with the owner's id (importing/stored.py writes it so; no id has a bar in it)."""
    return (case, f"{case}|{asker.agency}") if case else ()


def _tie(a: str, b: str, role: str | None, outward: bool, walkable: bool) -> Tie:
    """A tie as stored; one without a direction is written once, lower id first."""
    if role is None:
        return Tie(min(a, b), max(a, b), None, walkable)
    return Tie(a, b, role, walkable) if outward else Tie(b, a, role, walkable)
