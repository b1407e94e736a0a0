"""How it stands between one person's plan and one relative now: read for `reveal`, for a plan and for its approval."""

from graphsvc.database.driver import Graph
from graphsvc.model.answers import Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.outreach import SPOKE, Standing, newest
from graphsvc.model.safety_lines import Effect, concealed, strongest
from graphsvc.model.site import Site
from graphsvc.questions.reach.answer import Case
from graphsvc.questions.reach.lists import factors_of, in_bands, lists_of
from graphsvc.questions.reach.question import feed_stale, read_case


async def standing(graph: Graph, sight: Sight, site: Site, person_id: str, relative_id: str) -> Standing | Problem:
    """The standing of today; NOT_FOUND for whoever the asker may not know as a relative, CONSENT_REQUIRED where
    there is no plan at all."""
    own = sight.own or sight
    if person_id not in own.caseload:
        return problem("NOT_FOUND")
    case = await read_case(graph, own, site, person_id, own.today)
    return case if isinstance(case, Problem) else standing_in(case, own, relative_id) or problem("NOT_FOUND")


def standing_in(case: Case, sight: Sight, relative_id: str) -> Standing | None:
    """The standing of one relative of a case; None for whoever is none."""
    kin = next((each for each in case.kin if each.id == relative_id), None)
    findings = case.findings.get(relative_id, ())
    if kin is None or concealed(findings):
        return None
    effect, on_file, factors = strongest(findings), case.on_file[relative_id], factors_of(case, kin)
    declined = factors.willingness in ("DECLINED", "NOT_NOW")
    return Standing(
        today=case.today,
        effect=None if effect is Effect.PLACE else effect,
        may_contact=case.may_contact,
        spoken=any(attempt.outcome in SPOKE for attempt in on_file.attempts),
        plan=newest(((plan.owner, plan.state) for plan in on_file.plans), sight.principal.agency),
        asked_again=_asked_again(case, sight, relative_id),
        pause_until=factors.cool_down_until,
        ask_again_on=factors.ask_again_on if declined else None,
    )


def _asked_again(case: Case, sight: Sight, relative_id: str) -> bool:
    """Whether it was asked at the moment of contact: a fresh court-order feed does so by itself, else it is a screen or
    the two questions of today."""
    days = (case.screened.get(relative_id), case.on_file[relative_id].asked_again_on)
    fed = case.site.screen_mode == "FEED" and not feed_stale(case.focus, sight, case.site)
    return fed or case.today in days


async def placed(graph: Graph, sight: Sight, site: Site, person_id: str) -> tuple[str, ...] | Problem:
    """Everybody in a band for one of the asker's own people, in the order that the rules give today."""
    own = sight.own or sight
    if person_id not in own.caseload:
        return problem("NOT_FOUND")
    case = await read_case(graph, own, site, person_id, own.today)
    return case if isinstance(case, Problem) else in_bands(lists_of(case))
