"""Days as whole numbers counted from the city's last day (0), because sums of days are what a generator does.

Nothing here reads the time: the city's last day is a constant, so two runs give the same bytes.
"""

from datetime import date, timedelta

LAST_DAY = date(2026, 4, 20)
YEAR = 365.2425
WINDOW = 3 * 365
"""Days of touchpoints and incidents: three years."""
_FROM, _TO = -36_000, 3_000
_ISO = tuple((LAST_DAY + timedelta(days=n)).isoformat() for n in range(_FROM, _TO))


def iso(day: int) -> str:
    """ISO 8601 of a day counted from the last day; a day before 1928 or after mid 2034 raises IndexError."""
    return _ISO[day - _FROM]


def recorded(day: int) -> str:
    """When a statement made on that day came on file: next morning, or early on the last day itself."""
    return f"{iso(min(day + 1, 0))}T09:30:00Z"


def age(born: int, on: int = 0) -> int:
    """Whole years of age on a day; may be off by a day around a birthday, so rules keep a margin."""
    return int((on - born) / YEAR)
