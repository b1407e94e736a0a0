"""messengersFor: relatives, mentors and credible messengers who together reach the most of a list (definitions.md §6).

    read      who of the list is there · what was offered for them · each one's people · rivalries
    walk      SUPPORT paths from each person to those who offered, over the arrays, with that person's barred people and
              whoever belongs to a rival of that person's group left out, as ends and as middles
    choose    greedily, with room (cover.py)
    read      what is on file about the ties of the paths shown; one round trip

Nobody is ranked: messengers and people stand by id, and no row says how well somebody is placed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from graphsvc.access.facts import spoken_of
from graphsvc.access.protective import read_whole
from graphsvc.access.safety_rules import Near
from graphsvc.access.sees import sees
from graphsvc.access.shield_bars import Lines
from graphsvc.access.speakers import named_by, names_in
from graphsvc.access.views import COUNTS, views_of
from graphsvc.database.driver import Graph
from graphsvc.engine.search import Bytes, Route, Wanted
from graphsvc.model.answers import Basis, Problem, Reason, problem
from graphsvc.model.asker import Sight
from graphsvc.model.outreach import SPOKE
from graphsvc.model.person import NAMELESS
from graphsvc.model.safety_lines import Sphere
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import PathAsked
from graphsvc.questions.influence.arrays import JOINING, ByArrays, filed, in_thread, walked_by
from graphsvc.questions.influence.ask import MOVED
from graphsvc.questions.influence.cover import Cover, cover_of
from graphsvc.questions.influence.offers import Offer, offers_in
from graphsvc.questions.influence.order import Path
from graphsvc.questions.influence.parts import File, facts_from, paths_of
from graphsvc.questions.influence.relax import STEPS
from graphsvc.questions.influence.ways import NAMES, Moved
from graphsvc.questions.influence.web import Limits, web_of
from graphsvc.questions.influence.words import FIXED

MOST_PEOPLE, MOST_MESSENGERS = 500, 40
SUPPORT = "SUPPORT"
HOW = (
    "Chosen so that together they reach the most people, each at most {most}; never by closeness, by a place in the"
    " network or by anybody's record. Among equals the id decides. Never fewer than 1 - 1/e of the most that so many"
    " could reach."
)
APART = "Whom a messenger reaches is shown to the worker of that person alone; the totals count everybody."


@dataclass(frozen=True)
class MessengerRow:
    """One person whom a messenger reaches, and why: the chain of ties from the person to the messenger in words."""

    person: str
    name: str
    reasons: tuple[Reason, ...]
    path: tuple[str, ...]
    screen_first: bool
    via: tuple[str, ...]
    shown: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Messenger:
    """Somebody who may be asked, for each of these people."""

    person: str
    name: str
    roles: tuple[str, ...]
    safe_on: date
    reaches: tuple[MessengerRow, ...]


@dataclass(frozen=True)
class Unreached:
    """Somebody of the list whom nobody chosen reaches, and why."""

    person: str
    name: str
    reason: Reason


@dataclass(frozen=True)
class MessengersAnswer:
    """`reached` and `chosen` count everybody; `next_adds`: how many more people one further messenger would reach."""

    basis: Basis
    asked: int
    reached: int
    chosen: int
    next_adds: int
    messengers: tuple[Messenger, ...]
    unreached: tuple[Unreached, ...]


@dataclass(frozen=True)
class View:
    """The people who are seen alike: with which sight, whether a row about them may be shown; what was read."""

    sight: Sight
    rows_shown: bool
    people: tuple[str, ...]
    offers: Mapping[str, Offer]
    nears: Mapping[str, tuple[Near, ...]]
    names: Mapping[str, str]


@dataclass(frozen=True)
class Walked:
    """One person's search: what was asked of the engine, whom it reaches, the safety lines."""

    view: View
    wanted: Wanted
    lines: Lines
    reached: frozenset[str]


async def messengers_for(
    graph: Graph, sight: Sight, site: Site, way: ByArrays, *, people: Iterable[str], named: bool, most: int
) -> MessengersAnswer | Problem:
    """At most `most` messengers for these people; whoever is not the asker's to ask about is left out, unknown and
    hidden alike. NOT_FOUND when nobody is left of those `named`; LATE where somebody wrote meanwhile."""
    views = [
        await _view(graph, site, way, seen, some, detail) for detail, (seen, some) in views_of(sight, people).items()
    ]
    asked = [person for view in views for person in view.people]
    if named and not asked:
        return problem("NOT_FOUND")
    rivals = await _rivals(graph)
    walked, cover = await in_thread(lambda stop: _chosen(site, way, views, rivals, most, stop))
    try:
        messengers = await _told(graph, site, way, walked, cover)
    except Moved:
        return problem("LATE", MOVED)
    return MessengersAnswer(
        basis=Basis(sight.today, sight.policy_version, HOW.format(most=site.messenger_people), (FIXED[SUPPORT], APART)),
        asked=len(asked),
        reached=len(cover.given),
        chosen=len(set(cover.given.values())),
        next_adds=cover.next_adds,
        messengers=messengers,
        unreached=tuple(_unreached(walked[one], one) for one in sorted(asked) if one not in cover.given),
    )


# ---- what is read -------------------------------------------------------------------------------------------------


async def _view(graph: Graph, site: Site, way: ByArrays, sight: Sight, people: list[str], detail: str) -> View:
    there = sorted(await spoken_of(graph, sight, people))
    said = {"people": there, "today": sight.today, "zone": sight.zone, "spoke": list(SPOKE), **sees(sight)}
    rows = await graph.read("messengers_offering", **said) if there else []
    offers = offers_in(rows, sight.today, site)
    absent = await way.conceal(sight, frozenset(offers))
    return View(
        sight=sight,
        rows_shown=detail != COUNTS,
        people=tuple(there),
        offers={one: offer for one, offer in offers.items() if one not in absent},
        nears=await way.spheres.nears(graph, there, sight.today, sight.revision),
        names=await names_in(await graph.read(NAMES, **named_by(sight, there)), sight, way.conceal) if there else {},
    )


async def _rivals(graph: Graph) -> Mapping[str, frozenset[str]]:
    """Gang → its rivals, of whatever day."""
    found: dict[str, set[str]] = {}
    for row in await read_whole(graph, "safety_rivalries"):
        found.setdefault(row["a"], set()).add(row["b"])
        found.setdefault(row["b"], set()).add(row["a"])
    return {gang: frozenset(others) for gang, others in found.items()}


# ---- in the thread: no statement, no event loop --------------------------------------------------------------------


def _chosen(
    site: Site, way: ByArrays, views: Iterable[View], rivals: Mapping[str, frozenset[str]], most: int, stop: Bytes
) -> tuple[dict[str, Walked], Cover]:
    """(each person's search, who is chosen for whom)."""
    walked = {one: _walked(site, way, view, one, rivals, stop) for view in views for one in view.people}
    reach: dict[str, list[str]] = {}
    room: dict[str, int] = {}
    for person, each in sorted(walked.items()):
        for messenger in each.reached:
            reach.setdefault(messenger, []).append(person)
            room[messenger] = min(room.get(messenger, site.messenger_people), each.view.offers[messenger].room)
    return walked, cover_of({one: tuple(some) for one, some in sorted(reach.items())}, room, most)


def _walked(
    site: Site, way: ByArrays, view: View, person: str, rivals: Mapping[str, frozenset[str]], stop: Bytes
) -> Walked:
    sight, near = view.sight, view.nears.get(person, ())
    lines = way.shields.lines(near, sight.today, site)
    ends = tuple(one for one, offer in view.offers.items() if one != person and person not in offer.not_for)
    across = _across(way, near, rivals) - {person}
    wanted = replace(
        way.wanted(sight, PathAsked(person, SUPPORT, sight.today, max_steps=STEPS[SUPPORT]), frozenset(), lines),
        ends=ends,
    )
    wanted = replace(wanted, outside=wanted.outside | across)
    found = way.engine.reached(sight, site, wanted, stop) if ends else frozenset()
    return Walked(view, wanted, lines, found)


def _across(way: ByArrays, near: Iterable[Near], rivals: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Everybody who is or was in a group with which a group of this person's has, or had, a rivalry."""
    file = way.shields.file
    mine = {each.end for n in near if n.sphere is Sphere.SELF for each in file.groups.get(n.id) or ()}
    theirs = {gang for group in mine for gang in rivals.get(group, ())}
    return frozenset(each.end for gang in theirs for each in file.members.get(gang) or ())


def _unreached(walked: Walked, person: str) -> Unreached:
    name = walked.view.names.get(person, NAMELESS)
    if walked.reached:
        return Unreached(person, name, Reason("MORE_NEEDED", "More messengers, or more room, would be needed."))
    return Unreached(person, name, Reason("NOBODY", "Nobody who may be asked leads to them."))


# ---- what is told -------------------------------------------------------------------------------------------------


async def _told(
    graph: Graph, site: Site, way: ByArrays, walked: Mapping[str, Walked], cover: Cover
) -> tuple[Messenger, ...]:
    """Each messenger chosen with the rows that may be shown; one of whom none may be is only counted. Raises Moved."""
    pairs = [(one, walked[one]) for one in sorted(cover.given) if walked[one].view.rows_shown]
    if not pairs:
        return ()
    sight = pairs[0][1].view.sight
    paths = await in_thread(lambda stop: {one: _path(site, way, each, cover.given[one], stop) for one, each in pairs})
    steps = sorted({(step.start, step.end) for path in paths.values() for step in path.steps})
    everybody = sorted({end for step in steps for end in step})
    asked = PathAsked(pairs[0][0], SUPPORT, sight.today)
    rows = await graph.read_together(way.asks(sight, asked, steps, {NAMES: named_by(sight, everybody)}))
    ties, groups, staff = facts_from(rows[JOINING])
    names = dict.fromkeys(everybody, NAMELESS) | await names_in(rows[NAMES], sight, way.conceal)
    file = File(ties, groups, staff, names, {}, frozenset())
    found: dict[str, list[MessengerRow]] = {}
    for one, each in pairs:
        found.setdefault(cover.given[one], []).append(_row(site, each, paths[one], file))
    offers = pairs[0][1].view.offers
    return tuple(
        Messenger(one, names[one], offers[one].roles, offers[one].safe_on, tuple(some))
        for one, some in sorted(found.items())
    )


def _path(site: Site, way: ByArrays, walked: Walked, messenger: str, stop: Bytes) -> Path:
    wanted = replace(walked.wanted, ends=(messenger,), first=1)
    routes: tuple[Route, ...] = way.engine.paths(walked.view.sight, site, wanted, stop).found
    if not routes:
        raise Moved
    return walked_by(wanted.source, routes[0])


def _row(site: Site, walked: Walked, path: Path, file: File) -> MessengerRow:
    person, messenger, today = path.start, path.end, walked.view.sight.today
    web = web_of(file.ties.values(), Limits(person, today), site)
    own = replace(file, names={one: file.names[one] for one in sorted(path.people)})  # nobody of another's path speaks
    told = paths_of((filed(path, web),), PathAsked(person, SUPPORT, today), own, site)[0]
    offer = walked.view.offers[messenger]
    return MessengerRow(
        person=person,
        name=walked.view.names.get(person, NAMELESS),
        reasons=offer.reasons,
        path=tuple(step.sentence for step in told.steps),
        screen_first=messenger in walked.lines.unscreened({messenger}),
        via=tuple(step.person for step in told.steps[:-1]),
        shown=(*offer.shown, *(pair for step in told.steps for tie in step.ties for pair in tie.shown)),
    )
