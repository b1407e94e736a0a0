"""Sights that differ from another one in a single thing that decides what their asker is shown or who is concealed."""

from datetime import date
from typing import Any

DIFFERENT: tuple[dict[str, Any], ...] = (
    {"caseload": frozenset({"p-b"})},  # the same circle, around somebody from whom others are concealed
    {"today": date(2026, 4, 21)},
    {"revision": 1},
    {"allowed": (1,)},
    {"cases": ("CASE-1",)},
    {"consented": ("p-a",)},
    {"consent_classes": (2,)},
    {"circle": ("p-a",)},
    {"kin_circle": ("p-a",)},
)
