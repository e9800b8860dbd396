"""What all questions to Cost Explorer share: who asks, about when, and whether there is data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from migrate.simulator import membership
from migrate.simulator.billing.filters import compiled, invalid
from migrate.simulator.billing.ledger import LEDGER, Window
from migrate.simulator.billing.periods import REACH, first_of, reach, shifted
from migrate.simulator.billing.preferences import Category, Preferences
from migrate.simulator.framework import AwsError


def preferences(account: str) -> Preferences:
    """Return the switches that hold for an account: those of its payer."""
    return LEDGER.of(membership.payer(account) or account)


def require_data(account: str, now: datetime) -> None:
    """Refuse an account whose Cost Explorer is off or not filled yet."""
    if not preferences(account).filled(now):
        raise AwsError(
            "DataUnavailableException",
            "Data is not available. Please try to adjust the time period. If just enabled "
            "Cost Explorer, data might not be ingested yet",
        )


def period(
    found: Mapping[str, Any], account: str, now: datetime, granularity: str = "MONTHLY"
) -> tuple[date, date]:
    """Read a time period; refuse one that is empty, unreadable, too old or in the future."""
    start, end = day(found.get("Start")), day(found.get("End"))
    if start >= end:
        raise invalid("Start date (and hour) should be before end date (and hour)")
    months = preferences(account).months(now)
    if start < reach(now, months if granularity == "MONTHLY" else REACH):
        raise invalid(
            "You haven't enabled historical data beyond 14 months"
            if months == REACH or granularity != "MONTHLY"
            else "Start date is too old: data of at most 38 months can be queried"
        )
    if end > shifted(first_of(now.astimezone(UTC).date()), 1):
        raise invalid("end date past the beginning of next month")
    return start, end


def day(found: Any) -> date:
    """Read a day; refuse what is none."""
    try:
        return date.fromisoformat(str(found)[:10])
    except ValueError as error:
        raise invalid("Start or end date is not in the correct format.") from error


def categories(account: str) -> Sequence[Category]:
    """Return the cost categories that hold for an account."""
    return preferences(account).categories


def windows(
    account: str, now: datetime, expression: Mapping[str, Any] | None = None
) -> Iterable[Window]:
    """Return the lines that an account is shown and a filter lets through."""
    test = compiled(expression, categories(account))
    fresh = not preferences(account).has_history(now)
    oldest = first_of(now.astimezone(UTC).date()).toordinal() if fresh else 0
    for window in LEDGER.visible(account, now):
        if window.end > oldest and test(window):
            yield _since(window, oldest)


def _since(window: Window, oldest: int) -> Window:
    if window.first >= oldest:
        return window
    return Window(window.account, window.opened, window.line, oldest, window.end, window.tags)
