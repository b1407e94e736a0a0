"""Two thousand drawn sequences of the outreach work, two to five workers at once, over graphsvc's own records: every
rule is kept, nothing is lost or done twice, and the receipts replay to what stands (tests/outreach_world.py)."""

import asyncio
from collections import Counter

import pytest

from graphsvc.model.answers import Problem
from graphsvc.records.ledger import Refused
from tests.outreach_world import ACTS, World, check

SEQUENCES, BLOCK = 2_000, 100


def ran(seed: int) -> World:
    world = World(seed)
    asyncio.run(world.run())
    return world


@pytest.mark.parametrize("block", range(SEQUENCES // BLOCK))
def test_every_rule_is_kept_and_nothing_is_lost(block: int) -> None:
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        world = ran(seed)
        try:
            check(world)
        except AssertionError as fault:
            told = [(each.act.user, each.act.name, dict(each.act.said), each.outcome) for each in world.done]
            raise AssertionError(f"seed {seed}: {told}") from fault


def test_the_sequences_do_what_they_are_for() -> None:
    """Each act is done and, where it can be, refused, in a tenth of the sequences already."""
    done, refused = Counter[str](), Counter[str]()
    for seed in range(SEQUENCES // 10):
        for each in ran(seed).done:
            (refused if isinstance(each.outcome, Refused | Problem) else done)[each.act.name] += 1
    assert {name for name in ACTS if done[name] < 3} == set(), done
    never = {"wait", "notice", "introduce", "ask_outreach", "order", "screen", "attempt", "day"}
    assert {name for name in ACTS if refused[name] < 3} - never == set(), refused


def test_the_same_seed_is_the_same_sequence() -> None:
    told = [[(each.act.user, each.act.name, each.key) for each in ran(7).done] for _ in range(2)]
    assert told[0] == told[1]
