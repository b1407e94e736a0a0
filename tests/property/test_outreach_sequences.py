"""Two thousand drawn sequences of the outreach work, several workers at once, over graphsvc's own records and gate:
every rule is kept, nothing is lost or done twice, and the audit log replays to what stands (tests/outreach_rules.py).

Workers are cut off in the middle, days go by, and the disk of the audit log fails and comes back.
"""

from collections import Counter
from random import Random
from typing import ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from tests.outreach_machine import TURNS, Outreach
from tests.outreach_rules import (
    accounted,
    breaches_are_on_file,
    contact_keeps_the_rules,
    kept_once,
    pauses_are_kept,
    replayed,
    steps,
    stored,
)
from tests.outreach_world import FORMS, NAMED, Memory

SEQUENCES, STEPS = 2_000, 12
FAST = settings(
    max_examples=SEQUENCES,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


CAN_BE_REFUSED = {
    "plan", "approve", "except", "introduce", "answer_intro", "answer_request", "end_order", "again", "reveal"
}  # fmt: skip
"""Recording what happened is never refused (definitions.md §8); a question to other workers is as a plan is."""


class InMemory(Outreach):
    """What may go wrong besides what workers do, and what must hold at each moment and in the end."""

    world: Memory
    counted: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.world = Memory(Random(0))

    @initialize(seed=st.integers(0, 10_000))
    def chance(self, seed: int) -> None:
        """Who has the next turn, where it is nobody's in particular."""
        self.world.fake.rng.seed(seed)

    @rule(turns=TURNS)
    def time_passes(self, turns: int) -> None:
        self.world.turn(turns)

    @rule(which=st.integers(0, 3))
    def a_phone_goes_away(self, which: int) -> None:
        self.world.cut(which)

    @rule()
    def a_day_passes(self) -> None:
        self.world.days += 1

    @rule(turns=TURNS)
    def the_disk_fails_for_a_while(self, turns: int) -> None:
        self.world.log.fails = True
        self.world.turn(turns)
        self.world.log.fails = False

    @invariant()
    def the_log_replays_to_what_stands(self) -> None:
        data, log = self.world.fake.committed, self.world.log.lines
        receipts = list(data.receipts.values())
        accounted(log, receipts)
        start = stored(self.world.fake.history[0])
        assert replayed(steps(log, receipts, self.world.acts, NAMED), start) == stored(data)

    @invariant()
    def one_plan_stands(self) -> None:
        rows = self.world.fake.committed.plans.values()
        standing = [(plan["owner"], plan["relative"]) for plan in rows if plan["state"] in ("PLANNED", "APPROVED")]
        assert len(standing) == len(set(standing))

    def teardown(self) -> None:
        self.world.close()
        self.the_log_replays_to_what_stands()
        self.one_plan_stands()
        kept_once(self.world.fake.committed.receipts, self.world.done)
        contact_keeps_the_rules(self.world)
        breaches_are_on_file(self.world)
        pauses_are_kept(self.world)
        self.counted.update(["sequences"])
        for each in self.world.done:
            how = "cut off" if each.outcome is None else "refused" if hasattr(each.outcome, "code") else "done"
            self.counted.update([f"{each.act.name} {how}"])


def test_every_rule_is_kept_nothing_is_lost_and_the_audit_log_replays() -> None:
    InMemory.counted.clear()
    run_state_machine_as_test(InMemory, settings=FAST)  # type: ignore[no-untyped-call]
    counted = InMemory.counted
    assert counted["sequences"] >= SEQUENCES
    assert {name for name in (*FORMS, "reveal") if counted[f"{name} done"] < 50} == set()
    assert {name for name in (*FORMS, "reveal") if counted[f"{name} cut off"] < 15} == set()
    assert {name for name in (*FORMS, "reveal") if counted[f"{name} refused"] > 50} == CAN_BE_REFUSED
