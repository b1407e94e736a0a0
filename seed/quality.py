"""How close two people are, as somebody said on a day: the cells of a family-stated tie."""

from random import Random

from seed.days import iso

HOLES = ("closeness", "frequency", "tone", "quality_at", "last_contact")
_CLOSENESS = ("VERY_STRONG", "STRONG", "MODERATE", "UNKNOWN", "WEAK", "VERY_WEAK")
_FREQUENCY = {
    "VERY_STRONG": ("DAILY", "WEEKLY"),
    "STRONG": ("WEEKLY", "MONTHLY"),
    "MODERATE": ("MONTHLY", "YEARLY"),
    "UNKNOWN": ("UNKNOWN",),
    "WEAK": ("YEARLY", "NONE"),
    "VERY_WEAK": ("NONE",),
}
_SINCE = {"DAILY": 2, "WEEKLY": 9, "MONTHLY": 45, "YEARLY": 400, "NONE": 1500}
"""Longest time, days, since the last contact on the day of saying."""
_TONES = ("CLOSE", "UNKNOWN", "DISTANT", "CONFLICT", "CUTOFF", "CUTOFF_REPAIRED", "FUSED", "ABUSIVE")
_TONE_WEIGHTS = (46, 30, 9, 7, 4, 2, 1, 1)


def quality(rng: Random, on: int) -> tuple[str, str, str, str, str]:
    """closeness, frequency, tone, day said, last contact; `on` is the day of saying."""
    closeness = rng.choices(_CLOSENESS, (12, 26, 28, 20, 9, 5))[0]
    frequency = rng.choice(_FREQUENCY[closeness])
    tone = "CLOSE" if closeness == "VERY_STRONG" else rng.choices(_TONES, _TONE_WEIGHTS)[0]
    longest = _SINCE.get(frequency)
    last = iso(on - rng.randrange(longest)) if longest else ""
    return closeness, frequency, tone, iso(on), last
