"""The one question to Cost Explorer that several checks share: months by record type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from migrate.steps.checks.check import Look

REACH = 13
"""Months before the current one that Cost Explorer holds (aws docs: ce-enable)."""
PRICE = "$0.01"
"""Of each request (aws docs: Cost Explorer pricing)."""
ASK = "ce:GetCostAndUsage"


def first_of_month(day: date, months_back: int = 0) -> date:
    """Return the first day of the month some months before a day's."""
    count = day.year * 12 + day.month - 1 - months_back
    return date(count // 12, count % 12 + 1, 1)


def months(look: Look) -> Sequence[Mapping[str, Any]]:
    """Return the current month and the 13 before it, grouped by record type."""
    today = look.now.date()
    start, end = first_of_month(today, REACH), first_of_month(today, -1)
    found: list[Mapping[str, Any]] = []
    params: dict[str, Any] = {
        "TimePeriod": {"Start": start.isoformat(), "End": end.isoformat()},
        "Granularity": "MONTHLY",
        "Metrics": ["UnblendedCost"],
        "GroupBy": [{"Type": "DIMENSION", "Key": "RECORD_TYPE"}],
    }
    while True:
        page = look.call("legacy", "ce:get_cost_and_usage", **params) or {}
        found += page["ResultsByTime"]
        if not page.get("NextPageToken"):
            return found
        params["NextPageToken"] = page["NextPageToken"]
