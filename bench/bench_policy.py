"""How long a policy decision takes: warm (kept) and cold, over 500 access classes that all differ."""

from itertools import product
from pathlib import Path

from bench.timing import milliseconds, quantile
from graphsvc.access.classes import AccessClass, Decisions, policies_folder, read_policy
from graphsvc.model.asker import Principal
from graphsvc.model.codes import CODES

AGENCIES = ("EOHHS", "BPD", "BPS", "BPHC", "BCYF", "PROBATION", "DYS")
ASKER = Principal("u", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "t")


def classes() -> tuple[AccessClass, ...]:
    """500 classes: every compartment, sensitivity and sharing for as many owners as fit."""
    kinds = product(AGENCIES, CODES["compartment"], CODES["sensitivity"], CODES["sharing"])
    rows = [AccessClass(n + 1, c, owner, s, sharing) for n, (owner, c, s, sharing) in enumerate(kinds)]
    return tuple(rows[:500])


def numbers(home: Path) -> dict[str, float]:
    """policy.warm, policy.cold_500_classes: medians, ms."""
    policy, rows = read_policy(policies_folder(None)), classes()
    kept = Decisions(policy)
    warm = milliseconds(lambda: kept.of(ASKER, "FAMILY_SUPPORT", rows, 1), 2000)
    cold = milliseconds(lambda: Decisions(policy).of(ASKER, "FAMILY_SUPPORT", rows, 1), 30)
    return {
        "policy.warm.p50_ms": quantile(warm, 0.5),
        "policy.cold_500_classes.p50_ms": quantile(cold, 0.5),
        "policy.cold_500_classes.p95_ms": quantile(cold, 0.95),
    }
