"""planOutreach and approveOutreach: a first contact rests on a plan that a second person approved (AC-11.4).

    PLANNED ──> APPROVED       a supervisor; or at once, where the site lets a template stand as approval
       └──> RETURNED           with the reason
    a newer plan of the same agency for the same two ──> SUPERSEDED

How it stands between the two is read after the writers before have ended and before the next begins, so no plan is
made or approved over a line that is on file by then. Whether contact may be made is asked again at `reveal`.
"""

from dataclasses import dataclass
from datetime import date

from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem, problem
from graphsvc.model.news import News
from graphsvc.model.outreach import PLAN_MOVES, Standing
from graphsvc.records.ledger import (
    NOBODY,
    Desk,
    Made,
    Refused,
    first_refusal,
    new_id,
    not_found,
    too_long,
    unknown_code,
    write_once,
)
from graphsvc.records.referrals import RECEIVERS, referable
from graphsvc.records.second_person import Decision, Stands, decide
from graphsvc.records.stating import stated


@dataclass(frozen=True)
class PlanInput:
    """Who reaches out to which relative, how, when and with which words. `staff` empty: whoever plans it."""

    idempotency_key: str
    person: str
    relative: str
    mode: str
    words: str
    staff: str | None = None
    planned_for: date | None = None
    language: str | None = None
    opening: str | None = None
    template: str | None = None


@dataclass(frozen=True)
class OutreachPlanned:
    """A plan. `approved_by`: the template that stands as approval, where the site has it so."""

    plan_id: str
    state: str
    approved_by: str | None
    people: tuple[str, ...]


async def plan_outreach(desk: Desk, said: PlanInput, stands: Stands) -> OutreachPlanned | Refused | Problem:
    """Plans outreach for one of the asker's own people. It takes the place of her agency's earlier plan for the two."""
    if not await referable(desk, frozenset({said.person})):
        return not_found()
    wrong = _wrong(desk, said)
    if wrong:
        return wrong
    today, now = desk.clock.today(), desk.clock.now()
    standing_approval = said.template if said.template in desk.site.outreach_templates else None

    async def work(tx: Unit) -> Made[OutreachPlanned] | Refused | Problem:
        standing = await stands(desk, said.person, said.relative)
        if isinstance(standing, Problem):
            return standing
        against = against_plan(standing, said.planned_for or today)
        if against:
            return against
        state = "APPROVED" if standing_approval else "PLANNED"
        plan = {
            "id": new_id("plan"),
            "state": state,
            "staff": said.staff or desk.user,
            **{
                name: getattr(said, name)
                for name in ("mode", "words", "planned_for", "language", "opening", "template")
            },
            "approved_by": standing_approval,
            "approved_at": now if standing_approval else None,
            **await stated(tx, desk),
        }
        rows = await tx.run(
            "record_plan",
            person_id=said.person,
            relative_id=said.relative,
            plan=plan,
            owner=desk.agency,
            staff_id=plan["staff"],
            roles=[*RECEIVERS, "SUPERVISOR"],
            now=now,
        )
        if not rows:
            return Refused("NOT_A_RECEIVER", "No worker of that id makes contact with families.", "staff")
        made = OutreachPlanned(rows[0]["id"], state, standing_approval, (said.person, said.relative))
        news = News("PLAN_RECORDED", (said.person,), (said.relative,), agencies=(desk.agency,))
        return Made(made, NOBODY, news=(news,))

    return await write_once(desk, "planOutreach", said, OutreachPlanned, work)


def against_plan(standing: Standing, day: date) -> Refused | Problem | None:
    """Why outreach on that day is not planned: a line, a pause, or a day on which the relative asked to be asked."""
    if standing.effect is not None:
        return problem("SAFETY_CHECK_REQUIRED")
    pause, again = standing.pause_until, standing.ask_again_on
    return first_refusal(
        Refused("COOL_DOWN", f"Attempts without success ask for a pause until {pause}.", "plannedFor")
        if pause and day < pause
        else None,
        Refused("ASK_LATER", f"The relative said no for now: ask again on {again}.", "plannedFor")
        if again and day < again
        else None,
    )


def _wrong(desk: Desk, said: PlanInput) -> Refused | None:
    return first_refusal(
        Refused("SELF", "A person is not reached for themselves.", "relative")
        if said.relative == said.person
        else None,
        unknown_code("attempt_mode", "mode", said.mode),
        unknown_code("opening_role", "opening", said.opening),
        None if said.words.strip() else Refused("MISSING", "Say what will be said first.", "words"),
        too_long("words", said.words, said.language, said.template),
        Refused("DATES_BACKWARDS", "That day is over.", "plannedFor")
        if said.planned_for and said.planned_for < desk.clock.today()
        else None,
        Refused("UNKNOWN_CODE", "No such template stands as approval at this site.", "template")
        if said.template and said.template not in desk.site.outreach_templates
        else None,
    )


@dataclass(frozen=True)
class ApproveInput:
    """A second person's word about a plan. `refused_for` empty: approved."""

    idempotency_key: str
    plan: str
    refused_for: str | None = None


@dataclass(frozen=True)
class OutreachDecided:
    """A plan that was decided about."""

    plan_id: str
    state: str
    people: tuple[str, ...]


async def approve_outreach(desk: Desk, said: ApproveInput, stands: Stands) -> OutreachDecided | Refused | Problem:
    """Approves or returns a plan for one of the team's people; never one of the supervisor's own."""
    return await decide(desk, said, said.plan, _DECISION, stands)


_DECISION = Decision(
    "plan",
    "approveOutreach",
    PLAN_MOVES,
    "planned it",
    OutreachDecided,
    lambda row: News("PLAN_DECIDED", (row["person"],), (row["relative"],), agencies=(row["owner"],)),
    lambda row: (
        Refused(
            "NOT_A_RECEIVER", "Who was to call makes no contact with families now: return it, and name another.", "plan"
        )
        if row["conflict"]
        else None
    ),
)
