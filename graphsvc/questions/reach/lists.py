"""From what is on file to the lists of relatives to reach (definitions.md §8): pure, so that tests can flip a fact.

mustNotify · needsSafetyCheck · byRouteOnly · bands (REACH_FIRST, REACH_NEXT, LEARN_MORE, LATER)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from graphsvc.access.safety_rules import grown_up
from graphsvc.model.answers import Reason
from graphsvc.model.outreach import SPOKE
from graphsvc.model.quality import eligible, quality, strength
from graphsvc.model.quality import lapsed as closeness_lapsed
from graphsvc.model.safety_lines import LINE, Effect, Finding, barred, place_concealed, strongest
from graphsvc.questions.reach.answer import Case, Lists, Notify, Relative, Reordered, RouteOnly
from graphsvc.questions.reach.bands import (
    FAILED_OUTCOMES,
    LEARN_MORE,
    REACH_FIRST,
    SHOWN,
    Factors,
    band_of,
    cool_down_until,
    place_key,
    reasons,
    unknowns,
)
from graphsvc.questions.reach.kin import DEGREES, Kin
from graphsvc.questions.reach.rows import Assessment, OnFile
from graphsvc.questions.reach.words import (
    Situation,
    best_next_time,
    callers,
    first_step,
    pronouns,
    questions_for,
)

NOT_ASKED = Assessment()
"""What stands for the word of a relative who was not asked, or whose word is questioned."""


def factors_of(case: Case, kin: Kin) -> Factors:
    """What places this relative, from what the asker may see."""
    on_file = case.on_file.get(kin.id, OnFile())
    facts = [t.facts for t in kin.ties if eligible(t.facts, case.as_of, "SUPPORT")]
    best = max(facts, key=lambda t: (quality(t, case.as_of, case.site), t.id), default=None)
    said = on_file.last_word
    wish = next(iter(on_file.wished), None)
    seen = [a.last_in_person for a in on_file.said if a.last_in_person] or [
        t.last_contact for t in facts if t.last_contact
    ]
    helped = {kind for a in on_file.said for kind in a.supports_given}
    answer = word_of(said, on_file, case.as_of)
    return Factors(
        id=kin.id,
        today=case.as_of,
        wish=wish.wish if wish else "NOT_ASKED",
        willingness=answer.willingness,
        strength=strength(best, case.as_of, case.site) if best else 2,
        last_contact=max(seen, default=None),
        supports=len(helped),
        offers=len(set(answer.protective_offers)),
        verified_route=any(p.verified_at for p in on_file.contact_points),
        interpreter_needed=answer.interpreter_needed,
        interpreter_arranged=answer.interpreter_arranged,
        degree=kin.degree,
        capacity=answer.capacity,
        roles_offered=len(answer.roles),
        named_by_family=any(a.named_by_family for a in on_file.said) or kin.named,
        cool_down_until=_cool_down(case, on_file),
        wait=answer.wait,
        ask_again_on=answer.ask_again_on,
        dates={
            "WISH": wish.at if wish else None,
            "WILLINGNESS": answer.at,
            "CLOSENESS": best.said_on if best else None,
        },
        sources={
            code: owner
            for code, owner in (
                ("WISH", wish.owner if wish else ""),
                ("WILLINGNESS", answer.owner),
                ("CLOSENESS", best.owner if best else ""),
            )
            if owner
        },
    )


def word_of(said: Assessment | None, on_file: OnFile, as_of: date) -> Assessment:
    """What the relative said last: an assessment, or after it, or on its day, a no on the telephone. Nobody who said no
    is called as one who was never asked; a later conversation that ended otherwise leaves the assessment as it was."""
    answer = said or NOT_ASKED
    spoken = [each for each in on_file.attempts if each.outcome in SPOKE and each.day <= as_of]
    last = max(spoken, key=lambda each: (each.at, each.id), default=None)
    if last is None or last.outcome != "SPOKE_DECLINED" or (answer.at and last.day < answer.at):
        return answer
    again = answer.ask_again_on if answer.willingness in ("DECLINED", "NOT_NOW") else None
    return replace(answer, willingness="DECLINED", at=last.day, owner=last.owner, ask_again_on=again)


def _offered(case: Case, on_file: OnFile) -> Assessment | None:
    """Their last word, unless they said no since."""
    said = on_file.last_word
    return said if said and word_of(said, on_file, case.as_of) is said else None


def _cool_down(case: Case, on_file: OnFile) -> date | None:
    site = case.site
    failed = [a.day for a in on_file.attempts if a.outcome in FAILED_OUTCOMES]
    return cool_down_until(failed, case.today, site.cool_down_attempts, site.cool_down_window_days, site.cool_down_days)


@dataclass(frozen=True)
class Placed:
    """Where each candidate stands, in order: free of lines, waiting for a safety check, by a stated route only."""

    free: tuple[tuple[Factors, Kin], ...]
    waiting: tuple[tuple[Factors, Kin], ...]
    by_route: tuple[Kin, ...]


def placed(case: Case) -> Placed:
    """A caregiver whose home P lives in or was removed from stands nowhere here: in `mustNotify` only."""
    home = caregivers(case)
    effects = {kin.id: strongest(case.findings.get(kin.id, ())) for kin in case.kin}
    rest = [kin for kin in case.kin if kin.id not in home]
    every = sorted(((factors_of(case, kin), kin) for kin in rest), key=lambda pair: place_key(pair[0]))
    return Placed(
        free=tuple((f, kin) for f, kin in every if effects[kin.id] in (None, Effect.PLACE)),
        waiting=tuple((f, kin) for f, kin in every if effects[kin.id] in (Effect.HOLD, Effect.SCREEN)),
        by_route=tuple(
            kin
            for _, kin in sorted(every, key=lambda pair: (pair[1].degree, pair[1].id))
            if effects[kin.id] is Effect.ROUTE_ONLY
        ),
    )


def lists_of(case: Case) -> Lists:
    """Every list. Of a relative whom nobody spoke of, the first of kin is asked: never a friend or a mentor."""
    stand = placed(case)
    first = next((kin for f, kin in stand.free if band_of(f) == REACH_FIRST and kin.degree <= DEGREES), None)
    waiting = enumerate(stand.waiting, 1)
    return Lists(
        must_notify=must_notify(case),
        needs_safety_check=tuple(_item(case, f, kin, i, None, held=True) for i, (f, kin) in waiting),
        by_route_only=tuple(_route_only(case, kin) for kin in stand.by_route),
        bands={band: tuple(_band(case, stand.free, band, first)) for band in SHOWN},
    )


def _band(case: Case, free: Iterable[tuple[Factors, Kin]], band: str, first: Kin | None) -> Iterable[Relative]:
    inside = [(f, kin) for f, kin in free if band_of(f) == band]
    return (_item(case, f, kin, position, first) for position, (f, kin) in enumerate(inside, 1))


def caregivers(case: Case) -> frozenset[str]:
    """Whose home P lives in, or was removed from, seen or not: for a minor parents and caregivers of the household."""
    removed = case.removed_from.union(*(r.caregivers for r in case.focus.removals))
    if grown_up(case.focus.born_on, case.today):
        return removed
    caring = {
        kin.id
        for kin in case.kin
        if any(t.facts.type == "CAREGIVER_OF" and t.facts.b == case.focus.id for t in kin.ties)
    }
    parents = {kin.id for kin in case.kin if kin.parent or kin.guardian}
    return removed | caring | (parents & frozenset(case.focus.housemates))


def in_bands(lists: Lists) -> tuple[str, ...]:
    """Ids of everybody in a band, in the order in which they are shown."""
    return tuple(relative.id for band in SHOWN for relative in lists.bands.get(band, ()))


def reordered(case: Case, lists: Lists, one: Callable[[str], str]) -> Reordered | None:
    """The newest order that a worker gave, of those who are in a band now; `one`: the id by which somebody goes now."""
    said = next(iter(case.focus.reorderings), None)
    if said is None:
        return None
    now = frozenset(in_bands(lists))
    relatives, ours = (_of_now(order, now, one) for order in (said.relatives, said.ours))
    return Reordered(said.by, said.on, said.why, relatives, ours) if relatives else None


def _of_now(order: Iterable[str], now: frozenset[str], one: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(who for who in map(one, order) if who in now))


def must_notify(case: Case) -> tuple[Notify, ...]:
    """Parents and guardians of a minor, and after a removal every grown-up relative, due on day 30 (site)."""
    if grown_up(case.focus.born_on, case.today):
        return ()
    removed_on = removed(case)
    owed = [
        kin for kin in case.kin if kin.parent or kin.guardian or (removed_on and kin.owed and not _minor(case, kin))
    ]
    return tuple(_notify(case, kin, removed_on) for kin in sorted(owed, key=lambda k: (k.degree, k.id)))


def _minor(case: Case, kin: Kin) -> bool:
    return any(f.line == 8 and f.effect is Effect.ROUTE_ONLY for f in case.findings.get(kin.id, ()))


LEGAL_ROUTES = {
    Effect.NO_CONTACT: "the court route only",
    Effect.HOLD: "after the safety check",
}


def removed(case: Case) -> date | None:
    """The day of the latest removal by the day asked about: what was sent before tells nobody of it."""
    return max((r.removed_on for r in case.focus.removals if r.removed_on <= case.as_of), default=None)


def _notify(case: Case, kin: Kin, removed_on: date | None) -> Notify:
    findings = case.findings.get(kin.id, ())
    effect = strongest(findings)
    route = (
        LEGAL_ROUTES.get(effect, "a notice in a language understood") if effect else "a notice in a language understood"
    )
    if effect is Effect.ROUTE_ONLY:
        route = _route(findings, notice=True)
    on_file = case.on_file.get(kin.id, OnFile())
    due_on = removed_on + timedelta(days=case.site.notice_days) if removed_on else None
    days = removed_on or date.min, case.as_of
    sent_on, exception = on_file.notified_since(*days), on_file.exception_since(*days)
    return Notify(kin.id, on_file.name, kin.words, due_on, route, sent_on, exception)


def _route(findings: Iterable[Finding], *, notice: bool = False) -> str:
    """The routes of the lines that apply, each once; of a contact, or of a legal notice."""
    lines = sorted({f.line for f in findings if f.effect is Effect.ROUTE_ONLY})
    ways = (LINE[line].notice or LINE[line].route if notice else LINE[line].route for line in lines)
    return "; ".join(dict.fromkeys(ways))


def _route_only(case: Case, kin: Kin) -> RouteOnly:
    """The guardian is named only when he may be contacted himself and the asker may see that he is the guardian."""
    findings = case.findings.get(kin.id, ())
    named = [g for g in case.guardians.get(kin.id, ()) if not barred(case.findings.get(g, ()))]
    through = named[0] if named and _minor(case, kin) else None
    guardian = case.on_file.get(through, OnFile()).name if through else None
    name = case.on_file.get(kin.id, OnFile()).name
    return RouteOnly(kin.id, name, kin.words, _route(findings), through, guardian)


def _item(case: Case, f: Factors, kin: Kin, position: int, first: Kin | None, *, held: bool = False) -> Relative:
    on_file = case.on_file.get(kin.id, OnFile())
    findings = case.findings.get(kin.id, ())
    band, sex = band_of(f), kin.role_sex or on_file.sex
    routes = tuple(p for p in on_file.contact_points if p.verified_at)
    hidden = place_concealed(findings)
    ask = case.on_file.get(first.id, OnFile()).name if first and first.id != kin.id else None
    unknown_person = band == LEARN_MORE and not on_file.wished and not on_file.said
    situation = Situation(
        factors=f,
        band=band,
        name=on_file.name,
        first_to_ask=case.first_to_ask,
        may_contact=case.may_contact,
        screened=not held,
        place_open=not hidden,
        route=routes[0] if routes else None,
        ask_first=ask if unknown_person else None,
    )
    lead = case.focus.enrolments[0].caller if case.focus.enrolments else None
    open_ways = case.may_contact and not held
    latest = on_file.last_word
    return Relative(
        id=kin.id,
        name=on_file.name,
        relation=kin.words,
        side=kin.side,
        band=band,
        position=position,
        reasons=reasons(f),
        unknowns=unknowns(f, pronouns(sex)[1]),
        first_step=first_step(situation, on_file),
        cautions=_cautions(case, kin, hidden),
        attempts=on_file.attempts,
        routes=routes if open_ways else (),
        tasks=("FIND_ROUTE",) if band == REACH_FIRST and not routes and open_ways else (),
        questions=questions_for(on_file.name, sex, ask) if unknown_person and ask and not held else (),
        suggested_callers=callers(case.focus, on_file, lead),
        best_next_time=best_next_time(on_file) if open_ways else None,
        travel_minutes=latest.travel_minutes if latest and not hidden else None,
        offered=None if held else _offered(case, on_file),
        plan=next((plan for plan in on_file.plans if plan.state != "SUPERSEDED"), None),
        screened_on=case.screened.get(kin.id),
        would_be=_would_be(band, findings) if held else None,
        sources=_sources(kin, on_file),
        shown=_shown(kin, on_file),
        valid_until=case.now + timedelta(hours=case.site.answer_valid_hours),
    )


def _would_be(band: str, findings: Iterable[Finding]) -> str:
    again = any(f.lapsed for f in findings)
    return f"would be {band}, {'screen again' if again else 'screen first'}"


def _cautions(case: Case, kin: Kin, hidden: bool) -> tuple[Reason, ...]:
    tones = {t.facts.tone for t in kin.ties}
    lapsed = [t.facts for t in kin.ties if closeness_lapsed(t.facts, case.as_of, case.site)]
    said = (
        ("CONFLICT" in tones, Reason("CONFLICT", "There is conflict between them.")),
        ("CUTOFF" in tones, Reason("CUTOFF", "Contact was cut off.")),
        (hidden, Reason("PLACE", "The place is kept confidential: no visit, only a safe route on file.")),
        (bool(lapsed), Reason("ASK_AGAIN", "Closeness was stated long ago: ask again.")),
    )
    return tuple(reason for holds, reason in said if holds)


def _shown(kin: Kin, on_file: OnFile) -> tuple[tuple[str, str], ...]:
    return (
        *((t.facts.owner, t.facts.id) for t in kin.ties),
        *((name.owner, name.id) for name in on_file.names),
        *((wish.owner, wish.id) for wish in on_file.wished),
        *((said.owner, said.id) for said in on_file.said),
        *((point.owner, point.id) for point in on_file.contact_points),
        *((attempt.owner, attempt.id) for attempt in on_file.attempts),
        *((plan.owner, plan.id) for plan in on_file.plans),
    )


def _sources(kin: Kin, on_file: OnFile) -> tuple[str, ...]:
    owners = {
        *(t.facts.owner for t in kin.ties),
        *(wish.owner for wish in on_file.wished),
        *(said.owner for said in on_file.said),
        *(point.owner for point in on_file.contact_points),
    }
    return tuple(sorted(owner for owner in owners if owner))
