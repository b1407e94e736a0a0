"""The mutations without which answers could not be true. Each is a line of checks elsewhere and a receipt here."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, Any, TypeAlias, TypeVar

import strawberry

from graphsvc.access.purposes import PurposeWish, purpose_of
from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Info
from graphsvc.api.enums import plain
from graphsvc.api.ids import key_of
from graphsvc.api.problems import Refusal, refusal
from graphsvc.api.record_types import (
    AssignWorkerInput,
    AssignWorkerPayload,
    ClosePurposeInput,
    ClosePurposePayload,
    EndOrderInput,
    EndOrderPayload,
    KeptScreen,
    OpenPurposeInput,
    OpenPurposePayload,
    PlaceHoldInput,
    PlaceHoldPayload,
    RecordConsentInput,
    RecordConsentPayload,
    RecordOrderInput,
    RecordOrderPayload,
    RecordScreenInput,
    RecordScreenPayload,
    RequestFamilyOutreachInput,
    RequestFamilyOutreachPayload,
    RestateTieInput,
    RestateTiePayload,
    ScreenInput,
    ScreenRelativesInput,
    ScreenRelativesPayload,
    UserError,
    WithdrawConsentInput,
    WithdrawConsentPayload,
)
from graphsvc.errors import SettingError
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Sight
from graphsvc.records import consents, orders, screens, work
from graphsvc.records.ledger import Desk, Refused
from graphsvc.records.purposes import Keeper, close_purpose, open_purpose

Payload = TypeVar("Payload")
Made = TypeVar("Made")
Shown = TypeVar("Shown")
PERSON_FIELDS = frozenset(
    {"person", "grantor", "restrained", "protected", "for_person", "relative", "stated_by", "said_by", "keep", "other"}
)
NOW = PERSON_FIELDS - {"keep", "other"}
"""Those that old ids lead on from; mergePeople says which records it means."""
PEOPLE_FIELDS = frozenset({"attendees", "order"})
"""Fields that name several people."""


OpenPurposeResult: TypeAlias = Annotated[
    OpenPurposePayload | Refusal, strawberry.union("OpenPurposeResult", description="The handle, or why not.")
]
ClosePurposeResult: TypeAlias = Annotated[
    ClosePurposePayload | Refusal, strawberry.union("ClosePurposeResult", description="Closed, or why not.")
]
RecordConsentResult: TypeAlias = Annotated[
    RecordConsentPayload | UserError | Refusal, strawberry.union("RecordConsentResult", description="Or why not.")
]
WithdrawConsentResult: TypeAlias = Annotated[
    WithdrawConsentPayload | UserError | Refusal, strawberry.union("WithdrawConsentResult", description="Or why not.")
]
RecordScreenResult: TypeAlias = Annotated[
    RecordScreenPayload | UserError | Refusal, strawberry.union("RecordScreenResult", description="Or why not.")
]
ScreenRelativesResult: TypeAlias = Annotated[
    ScreenRelativesPayload | UserError | Refusal, strawberry.union("ScreenRelativesResult", description="Or why not.")
]
RecordOrderResult: TypeAlias = Annotated[
    RecordOrderPayload | UserError | Refusal, strawberry.union("RecordOrderResult", description="Or why not.")
]
EndOrderResult: TypeAlias = Annotated[
    EndOrderPayload | UserError | Refusal, strawberry.union("EndOrderResult", description="Or why not.")
]
PlaceHoldResult: TypeAlias = Annotated[
    PlaceHoldPayload | UserError | Refusal, strawberry.union("PlaceHoldResult", description="Or why not.")
]
RestateTieResult: TypeAlias = Annotated[
    RestateTiePayload | UserError | Refusal, strawberry.union("RestateTieResult", description="Or why not.")
]
AssignWorkerResult: TypeAlias = Annotated[
    AssignWorkerPayload | UserError | Refusal, strawberry.union("AssignWorkerResult", description="Or why not.")
]
RequestFamilyOutreachResult: TypeAlias = Annotated[
    RequestFamilyOutreachPayload | UserError | Refusal,
    strawberry.union("RequestFamilyOutreachResult", description="Or why not."),
]


async def recorded(
    info: Info,
    name: str,
    said: Made,
    write: Callable[[Desk, Made], Awaitable[Payload | Refused | Problem]],
    made: Callable[[Payload], Shown],
) -> Shown | UserError | Refusal:
    """The payload, the user error or the refusal, written down in the audit log before it leaves."""
    context, about = info.context, set[str]()

    async def ask(sight: Sight) -> Payload | Refused | Problem:
        asked = said if sight.merged else None
        desk = Desk(context.graph, sight, context.clock, context.site, asked, context.answer_id, about)
        return await write(desk, _now(sight, said))

    found: Payload | Refused | Problem = await context.answer(name, ask, about=(said, about), writes=True)
    if isinstance(found, Problem):
        return refusal(found)
    if isinstance(found, Refused):
        return UserError(code=found.code, message=found.message, path=found.path)
    return made(found)


def _now(sight: Sight, said: Made) -> Made:
    """The input with each person by the id that leads to them now."""
    if not sight.merged:
        return said
    named = {name: value for name, value in vars(said).items() if name in NOW and value is not None}
    ones: dict[str, Any] = {name: sight.one(value) for name, value in named.items()}
    several = {name: value for name, value in vars(said).items() if name in PEOPLE_FIELDS}
    ones |= {name: tuple(map(sight.one, value)) for name, value in several.items()}
    if isinstance(said, screens.ScreensInput):
        ones["screens"] = tuple(replace(row, relative=sight.one(row.relative)) for row in said.screens)
    return replace(said, **ones)  # type: ignore[type-var]


def said_as(shape: type[Made], given: Any, **more: Any) -> Made:
    """A GraphQL input as the noun of the same field names: global ids become keys, lists tuples, enums their codes."""
    names = shape.__dataclass_fields__  # type: ignore[attr-defined]
    return shape(**{name: more[name] if name in more else _plain(name, getattr(given, name)) for name in names})


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(key_of("Person", each) if name in PEOPLE_FIELDS else plain(each) for each in value)
    if name in PERSON_FIELDS and value is not None:
        return key_of("Person", value)
    return plain(value)


def _screens(given: RecordScreenInput | ScreenRelativesInput, rows: list[ScreenInput]) -> screens.ScreensInput:
    made = tuple(
        screens.ScreenRow(
            key_of("Person", row.relative),
            str(plain(row.result)),
            said_as(screens.Guided, row.answers) if row.answers else None,
        )
        for row in rows
    )
    mode, again = str(plain(given.mode)), isinstance(given, RecordScreenInput) and given.at_contact
    return screens.ScreensInput(given.idempotency_key, key_of("Person", given.person), mode, made, again)


def _kept(row: tuple[str, str, str]) -> KeptScreen:
    return KeptScreen(relative_id=node_id("Person", row[0]), screen_id=strawberry.ID(row[1]), result=row[2])


def _keeper(info: Info) -> Keeper:
    """What opens and closes purposes here. Raises SettingError where the service was put together without it."""
    if info.context.keeper is None:
        raise SettingError("Purposes cannot be opened here.", "Serve with permissions and a key.")
    return info.context.keeper


@strawberry.type(description="What can be recorded.")
class RecordsMutation:
    @strawberry.mutation(description="Open a purpose: its handle travels in the header Graphsvc-Purpose.")
    async def open_purpose(
        self, info: Info, input: Annotated[OpenPurposeInput, strawberry.argument(description="Which purpose.")]
    ) -> OpenPurposeResult:
        case = str(input.case_id) if input.case_id else None
        wish = PurposeWish(str(plain(input.purpose)), case, input.reason_code, input.note)
        keeper, asker = _keeper(info), info.context.principal
        opened = await info.context.answer(
            "openPurpose", lambda _: open_purpose(keeper, asker, wish), writes=True, wished=wish.purpose
        )
        if isinstance(opened, Problem):
            return refusal(opened)
        case_id = strawberry.ID(opened.purpose.case_id) if opened.purpose.case_id else None
        return shaped(OpenPurposePayload, opened.purpose, handle=opened.handle, case_id=case_id)

    @strawberry.mutation(description="Close a purpose: nothing is answered under it any more.")
    async def close_purpose(
        self, info: Info, input: Annotated[ClosePurposeInput, strawberry.argument(description="Which purpose.")]
    ) -> ClosePurposeResult:
        keeper, asker = _keeper(info), info.context.principal
        held = purpose_of(keeper.key, asker, input.handle, keeper.clock)
        wished = held.purpose if held else None
        closed = await info.context.answer(
            "closePurpose", lambda _: close_purpose(keeper, asker, input.handle), writes=True, wished=wished
        )
        return refusal(closed) if isinstance(closed, Problem) else ClosePurposePayload(purpose=closed.purpose)

    @strawberry.mutation(description="Record a consent, in force at once.")
    async def record_consent(
        self, info: Info, input: Annotated[RecordConsentInput, strawberry.argument(description="The consent.")]
    ) -> RecordConsentResult:
        said = said_as(consents.ConsentInput, input)
        return await recorded(
            info, "recordConsent", said, consents.record_consent, lambda made: shaped(RecordConsentPayload, made)
        )

    @strawberry.mutation(description="Withdraw a consent; what it opened is shut at once.")
    async def withdraw_consent(
        self, info: Info, input: Annotated[WithdrawConsentInput, strawberry.argument(description="Which consent.")]
    ) -> WithdrawConsentResult:
        said = said_as(consents.WithdrawInput, input)
        return await recorded(
            info, "withdrawConsent", said, consents.withdraw_consent, lambda made: shaped(WithdrawConsentPayload, made)
        )

    @strawberry.mutation(description="Record a screen of one relative.")
    async def record_screen(
        self, info: Info, input: Annotated[RecordScreenInput, strawberry.argument(description="The screen.")]
    ) -> RecordScreenResult:
        async def write(desk: Desk, said: screens.ScreensInput) -> screens.ScreensRecorded | Refused | Problem:
            return await screens.screen_relatives(desk, said, "recordScreen")

        return await recorded(
            info,
            "recordScreen",
            _screens(input, [input.screen]),
            write,
            lambda made: RecordScreenPayload(screen=_kept(made.screens[0]), valid_until=made.valid_until),
        )

    @strawberry.mutation(description="Record screens of a family at one sitting: all of them or none.")
    async def screen_relatives(
        self, info: Info, input: Annotated[ScreenRelativesInput, strawberry.argument(description="The screens.")]
    ) -> ScreenRelativesResult:
        return await recorded(
            info,
            "screenRelatives",
            _screens(input, input.screens),
            screens.screen_relatives,
            lambda made: ScreenRelativesPayload(
                screens=[_kept(row) for row in made.screens], valid_until=made.valid_until
            ),
        )

    @strawberry.mutation(description="Record a court order, obeyed in everybody's next answer.")
    async def record_order(
        self, info: Info, input: Annotated[RecordOrderInput, strawberry.argument(description="The order.")]
    ) -> RecordOrderResult:
        said = said_as(orders.OrderInput, input)
        return await recorded(
            info, "recordOrder", said, orders.record_order, lambda made: shaped(RecordOrderPayload, made)
        )

    @strawberry.mutation(description="End a court order; the pair waits for a new screen.")
    async def end_order(
        self, info: Info, input: Annotated[EndOrderInput, strawberry.argument(description="Which order.")]
    ) -> EndOrderResult:
        said = said_as(orders.EndOrderInput, input)
        return await recorded(info, "endOrder", said, orders.end_order, lambda made: shaped(EndOrderPayload, made))

    @strawberry.mutation(description="Place a safety hold; its reason is never shown.")
    async def place_hold(
        self, info: Info, input: Annotated[PlaceHoldInput, strawberry.argument(description="The hold.")]
    ) -> PlaceHoldResult:
        said = said_as(orders.HoldInput, input)
        return await recorded(info, "placeHold", said, orders.place_hold, lambda made: shaped(PlaceHoldPayload, made))

    @strawberry.mutation(description="State a tie anew, in the words of the person or the family.")
    async def restate_tie(
        self, info: Info, input: Annotated[RestateTieInput, strawberry.argument(description="The statement.")]
    ) -> RestateTieResult:
        said = said_as(work.RestateInput, input)
        return await recorded(info, "restateTie", said, work.restate_tie, lambda made: shaped(RestateTiePayload, made))

    @strawberry.mutation(description="Assign a worker to a person.")
    async def assign_worker(
        self, info: Info, input: Annotated[AssignWorkerInput, strawberry.argument(description="The assignment.")]
    ) -> AssignWorkerResult:
        said = said_as(work.AssignInput, input)
        return await recorded(
            info, "assignWorker", said, work.assign_worker, lambda made: shaped(AssignWorkerPayload, made)
        )

    @strawberry.mutation(description="Ask a worker of the family to reach out.")
    async def request_family_outreach(
        self,
        info: Info,
        input: Annotated[RequestFamilyOutreachInput, strawberry.argument(description="For whom, and why.")],
    ) -> RequestFamilyOutreachResult:
        said = said_as(work.OutreachInput, input)
        return await recorded(
            info,
            "requestFamilyOutreach",
            said,
            work.request_family_outreach,
            lambda made: shaped(RequestFamilyOutreachPayload, made),
        )
