"""What a recording of the work of reaching people answers besides its content: whom it changed, and a revision."""

import hashlib
from dataclasses import asdict
from typing import Any

import orjson
import strawberry

from graphsvc.api.base import Node, node_id
from graphsvc.api.context import Info
from graphsvc.api.nodes import nodes_of


@strawberry.interface(description="What was recorded, with the people whose answers it changes.")
class Recorded:
    revision: str = strawberry.field(
        description="Opaque: tells this write from others; the same when it is sent again."
    )
    people: strawberry.Private[tuple[str, ...]]

    @strawberry.field(description="The people whose answers it changes, each as `node` shows them to the asker now.")
    async def changed(self, info: Info) -> list[Node]:
        found = await nodes_of(info.context, [node_id("Person", each) for each in self.people])
        return [each for each in found if each]


def written(info: Info, made: Any) -> dict[str, Any]:
    """The fields of the interface, from a payload that names its `people` (none: nobody's answer changes)."""
    key = hashlib.blake2b(info.context.gate.policy_version.encode(), digest_size=32).digest()
    content = orjson.dumps([type(made).__name__, asdict(made)], default=str, option=orjson.OPT_SORT_KEYS)
    revision = hashlib.blake2b(content, key=key, digest_size=12).hexdigest()
    return {"people": getattr(made, "people", ()), "revision": revision}
