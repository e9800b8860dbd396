"""Time as the bills see it: months, Cost Explorer's reach, and when a month is final."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

REACH = 14
"""Months that Cost Explorer shows by default, the current one included (aws docs: ce-enable)."""
LONG_REACH = 38
"""Months with the multi-year option, at monthly granularity only."""
LAG = timedelta(hours=8)
"""How long after its end a day appears in Cost Explorer."""
FINAL = timedelta(days=2, hours=7)
"""How long after its end a month is invoiced and no longer estimated."""


def first_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def shifted(month: date, by: int) -> date:
    """Return the first day of the month that many months later (or earlier)."""
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def known_until(now: datetime) -> date:
    """Return the first day of which nothing is known yet."""
    return (now.astimezone(UTC) - LAG).date()


def final_until(now: datetime) -> date:
    """Return the first day of the oldest month that is still estimated."""
    return first_of((now.astimezone(UTC) - FINAL).date())


def reach(now: datetime, months: int) -> date:
    """Return the first day that so many months of history, the current one included, hold."""
    return shifted(now.astimezone(UTC).date(), 1 - months)


def bounds(start: date, end: date, granularity: str) -> tuple[date, ...]:
    """Cut a period (end exclusive) into days or calendar months; first and last may be partial."""
    found = [start]
    while found[-1] < end:
        after = found[-1] + timedelta(days=1) if granularity == "DAILY" else shifted(found[-1], 1)
        found.append(min(after, end))
    return tuple(found)
