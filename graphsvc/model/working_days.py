"""Working days: Monday to Friday, less the days that the site says nobody works on."""

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5


def after_working_days(start: date, count: int, holidays: Collection[date]) -> date:
    """The last of so many working days that follow `start`. A holiday that the site left out makes it earlier."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY and day not in holidays
    return day
