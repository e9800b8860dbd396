"""Days and months as Cost Explorer cuts them: the start belongs to a period, the end does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

MONTHLY, DAILY = "MONTHLY", "DAILY"
LONG_REACH = 38
"""Months with the multi-year option, the current one included (aws docs: ce-multi-year-data)."""
REACH = 14
"""Months without it, and days always (aws docs: ce-enable)."""


def first_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def shifted(month: date, by: int) -> date:
    """Return the first day of the month that many months later, or earlier."""
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def reach_of(today: date, months: int) -> date:
    """Return the first day of so many months, the current one included."""
    return shifted(today, 1 - months)


def cut(start: date, end: date, granularity: str) -> Iterator[tuple[date, date]]:
    """Cut a window into the periods that Cost Explorer answers for it."""
    while start < end:
        after = start + timedelta(days=1) if granularity == DAILY else shifted(start, 1)
        yield start, min(after, end)
        start = after


def months_between(start: date, end: date) -> int:
    """Return how many months begin in a window."""
    return sum(1 for _ in cut(first_of(start), end, MONTHLY))
