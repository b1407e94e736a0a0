"""What somebody is told and asked to decide: myTasks, and glass broken in imminent danger."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import code_enum_of
from graphsvc.api.paging import USUAL_ROWS, After, First, PageInfo, Window, paged
from graphsvc.api.problems import Answer, Refusal, refusal
from graphsvc.api.record_types import KEY, UserError
from graphsvc.api.records import recorded, said_as
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Sight
from graphsvc.questions import tasks
from graphsvc.questions.reach.due import FallsDue, falls_due
from graphsvc.records import break_glass

TASK_KIND = code_enum_of("TaskKind", tasks.KINDS, "What waits, or what somebody is told.").type


@strawberry.type(description="Something that waits for the asker, or that she is told.")
class Task:
    kind: str = strawberry.field(graphql_type=TASK_KIND, description="What.")
    record_id: strawberry.ID = strawberry.field(description="Id of the record that it is about.")
    at: datetime = strawberry.field(description="Since when; of who asked: the last time.")
    due_at: datetime | None = strawberry.field(description="By when it is to be decided, or when it ends by itself.")
    person_id: strawberry.ID | None = strawberry.field(description="About whom; null unless the asker may see them.")
    by: str | None = strawberry.field(description="User id of who did it; null where that is not told.")
    agency: str | None = strawberry.field(description="The agency of that user.")
    reason_code: str | None = strawberry.field(description="The reason given, a code of the site's list.")
    words: str | None = strawberry.field(
        description="The reason in words; null where they are of a family whom the asker may not see any more."
    )
    state: str = strawberry.field(description="Where it stands, upper-case.")
    answers: int | None = strawberry.field(description="Of who asked: in how many answers or refusals.")


@strawberry.type(description="A task in its list.")
class TaskEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: Task = strawberry.field(description="The task.")


@strawberry.type(description="Tasks, page by page.")
class TaskConnection:
    edges: list[TaskEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All tasks of the asker.")


@strawberry.type(description="What waits for the asker, and what she is told.")
class MyTasksAnswer(Answer):
    tasks: TaskConnection = strawberry.field(description="The newest first.")


@strawberry.input(description="Whose file must be opened, and why somebody is in imminent danger.")
class BreakGlassInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="Whose file.")
    reason: str = strawberry.field(description="Who is in danger of what: told to those who approve and review.")


@strawberry.type(description="Broken glass: the same answer for anybody's id and for nobody's.")
class BreakGlassPayload:
    approve_by: datetime = strawberry.field(description="It shuts then, unless a second person approved.")
    ends_at: datetime = strawberry.field(description="It shuts then in any case, and when its purpose is closed.")


@strawberry.input(description="A second person's decision about broken glass.")
class ApproveBreakGlassInput:
    idempotency_key: str = strawberry.field(description=KEY)
    break_glass: strawberry.ID = strawberry.field(description="Which: recordId of myTasks.")
    refused_for: str | None = strawberry.field(default=None, description="Why it is refused; left out: approved.")


@strawberry.type(description="Broken glass that was decided about.")
class ApproveBreakGlassPayload:
    break_glass_id: strawberry.ID = strawberry.field(description="Its id.")
    approved: bool = strawberry.field(description="Whether it stays open.")
    ends_at: datetime = strawberry.field(description="Until when, at most.")


MyTasksResult: TypeAlias = Annotated[
    MyTasksAnswer | Refusal, strawberry.union("MyTasksResult", description="The tasks, or why not.")
]
BreakGlassResult: TypeAlias = Annotated[
    BreakGlassPayload | UserError | Refusal, strawberry.union("BreakGlassResult", description="Or why not.")
]
ApproveBreakGlassResult: TypeAlias = Annotated[
    ApproveBreakGlassPayload | UserError | Refusal,
    strawberry.union("ApproveBreakGlassResult", description="Or why not."),
]


def _shown(task: tasks.Task) -> Task:
    person = node_id("Person", task.person) if task.person else None
    return shaped(Task, task, record_id=strawberry.ID(task.record_id), person_id=person)


@strawberry.type(description="What somebody is told.")
class DutyQuery:
    @strawberry.field(description="What waits for you, and what you are to be told.")
    async def my_tasks(self, info: Info, first: First = USUAL_ROWS, after: After = None) -> MyTasksResult:
        context, window = info.context, Window(first, after)

        async def due() -> FallsDue:
            look = await context.sight("relativesToReach")
            return FallsDue() if isinstance(look, Problem) else await falls_due(context.graph, look, context.site)

        async def asked(sight: Sight) -> tasks.TasksAnswer:
            look = await context.sight("person")
            nobody = replace(sight, circle=(), kin_circle=(), caseload=frozenset())
            seen = nobody if isinstance(look, Problem) else look
            graph, site = context.graph, context.site
            return await tasks.my_tasks(graph, sight, site, context.audit, seen=seen, window=window, due=due)

        found = await context.answer("myTasks", asked)
        if isinstance(found, Problem):
            return refusal(found)
        rows = zip(found.page.rows, found.page.cursors, strict=True)
        edges = [TaskEdge(cursor=cursor, node=_shown(row)) for row, cursor in rows]
        return MyTasksAnswer(tasks=TaskConnection(edges=edges, **paged(found.page)), **carried(found))


@strawberry.type(description="What is done in imminent danger.")
class DutyMutation:
    @strawberry.mutation(description="Open somebody's file at once, in imminent danger; a second person must approve.")
    async def break_glass(
        self, info: Info, input: Annotated[BreakGlassInput, strawberry.argument(description="Whose, and why.")]
    ) -> BreakGlassResult:
        said = said_as(break_glass.BreakGlassInput, input)
        return await recorded(
            info, "breakGlass", said, break_glass.break_glass, lambda made: shaped(BreakGlassPayload, made)
        )

    @strawberry.mutation(description="Approve or refuse glass that somebody else broke.")
    async def approve_break_glass(
        self, info: Info, input: Annotated[ApproveBreakGlassInput, strawberry.argument(description="The decision.")]
    ) -> ApproveBreakGlassResult:
        said = said_as(break_glass.ApproveGlassInput, input)
        return await recorded(
            info,
            "approveBreakGlass",
            said,
            break_glass.approve_break_glass,
            lambda made: shaped(ApproveBreakGlassPayload, made),
        )
