"""`capabilities(actions)` on a node: what the asker may do about it, equal to what the mutation will answer.

One look for all actions to which the table gives the same scopes, and one check for all nodes of a request.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeAlias

import strawberry
from strawberry.dataloader import DataLoader

from graphsvc.access.permissions import decide
from graphsvc.api.context import Context
from graphsvc.api.enums import code_enum_of, plain
from graphsvc.api.ids import split_id
from graphsvc.model.answers import Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.records.capabilities import ACTIONS, Action
from graphsvc.records.ledger import Desk

ACTION = code_enum_of("Action", tuple(ACTIONS), "Something that can be recorded about a person.")
Actions: TypeAlias = Annotated[
    list[str], strawberry.argument(description="Which actions; each is answered once.", graphql_type=ACTION.list)
]
Asked: TypeAlias = tuple[str, tuple[str, ...]]
"""(global id, actions)."""
Outcomes: TypeAlias = Mapping[tuple[str, str], Problem | None]
"""(action, person) → why not, or None: it may be done."""


@strawberry.type(description="Whether the asker may do something about a node now; an input may still be wrong.")
class Capability:
    action: str = strawberry.field(graphql_type=ACTION.type, description="What.")
    allowed: bool = strawberry.field(description="Whether the mutation would be let through to its input.")
    code: str | None = strawberry.field(description="The code with which the mutation would refuse; null if allowed.")
    next_step: str | None = strawberry.field(description="What the asker can do instead; null if allowed.")

    @classmethod
    def from_model(cls, action: str, refused: Problem | None) -> "Capability":
        """The GraphQL view of an outcome."""
        code, step = (refused.code, refused.next_step) if refused else (None, None)
        return cls(action=action, allowed=refused is None, code=code, next_step=step)


async def capabilities_of(context: Context, id: str, actions: Iterable[str]) -> list[Capability]:
    """Each action's capability for the node of that global id, in the order asked."""
    asked = tuple(dict.fromkeys(str(plain(action)) for action in actions))
    outcomes = await _loader(context).load((id, asked))
    person = _person(id)
    return [Capability.from_model(action, outcomes[action, person]) for action in asked]


def _person(id: str) -> str:
    """The key that a mutation would take the id for: that of anything but a person is nobody's."""
    kind, key = split_id(id) or ("", id)
    return key if kind == "Person" else id


def _loader(context: Context) -> DataLoader[Asked, Outcomes]:
    """This request's loader: one load for all nodes asked about at once."""

    async def load(keys: list[Asked]) -> list[Outcomes]:
        actions = [ACTIONS[code] for code in dict.fromkeys(code for _, codes in keys for code in codes)]
        people = frozenset(_person(id) for id, _ in keys)
        found: Any = await context.answer("capabilities", lambda _: _outcomes(context, actions, people))
        late = isinstance(found, Problem)
        return [{(a.code, p): found for a in actions for p in people} if late else found] * len(keys)

    loader: DataLoader[Asked, Outcomes] = context.loaders.setdefault("capabilities", DataLoader(load_fn=load))
    return loader


async def _outcomes(context: Context, actions: list[Action], people: frozenset[str]) -> Outcomes:
    looks: dict[tuple[str, ...], Sight | Problem] = {}
    accepted: dict[tuple[object, ...], frozenset[str]] = {}
    found: dict[tuple[str, str], Problem | None] = {}
    for action in actions:
        key = _alike(context, action)
        look = looks[key] = looks.get(key) or await context.sight(action.mutation)
        if isinstance(look, Sight) and (*key, action.accepts) not in accepted:
            desk = Desk(context.graph, look, context.clock, context.site)
            accepted[*key, action.accepts] = await action.accepts(desk, people)
        for person in people:
            known = person in accepted.get((*key, action.accepts), ())
            found[action.code, person] = look if isinstance(look, Problem) else _unless(known)
    return found


def _unless(known: bool) -> Problem | None:
    return None if known else problem("NOT_FOUND")


def _alike(context: Context, action: Action) -> tuple[str, ...]:
    """What a look depends on: the scopes that the table gives, or, where it refuses, the action itself."""
    purpose = context.purpose.purpose if context.purpose else None
    scopes = decide(context.permissions, action.mutation, "", context.principal.roles, purpose)
    return (action.mutation,) if isinstance(scopes, Problem) else scopes
