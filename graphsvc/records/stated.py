"""The columns of a statement that a worker makes now (model/nouns.py, STATEMENT): one compartment, one owner, today."""

from graphsvc.database.driver import Unit
from graphsvc.records.ledger import Desk, class_of, compartment_of


async def stated(tx: Unit, desk: Desk) -> dict[str, object]:
    """As what is recorded through the API is kept, its access class included."""
    return {
        "cls": await class_of(tx, desk),
        "compartment": compartment_of(desk.sight),
        "owner": desk.agency,
        "sensitivity": "OPEN",
        "sharing": "NONE",
        "stated_by": desk.user,
        "stated_as": "WORKER",
        "stated_at": desk.clock.today(),
        "recorded_at": desk.clock.now(),
        "verification": "STATED",
        "sealed": False,
    }
