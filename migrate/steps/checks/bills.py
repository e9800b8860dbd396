"""The two questions to Cost Explorer that several checks share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from migrate.steps.checks.check import Look, Unseen

REACH = 13
"""Months before the current one that Cost Explorer holds (aws docs: ce-enable)."""
PRICE = "$0.01"
"""Of each request (aws docs: Cost Explorer pricing)."""
ASK = "ce:GetCostAndUsage"
OFF = "DataUnavailableException"
"""Cost Explorer was never opened, or is still being filled."""
RECORD_TYPE, REGION = "RECORD_TYPE", "REGION"


def first_of_month(day: date, months_back: int = 0) -> date:
    """Return the first day of the month some months before a day's."""
    count = day.year * 12 + day.month - 1 - months_back
    return date(count // 12, count % 12 + 1, 1)


def months(look: Look, by: str = RECORD_TYPE) -> Sequence[Mapping[str, Any]] | None:
    """Return the current month and the 13 before it, grouped; None while Cost Explorer is off."""
    today = look.now.date()
    found: list[Mapping[str, Any]] = []
    params: dict[str, Any] = {
        "TimePeriod": {
            "Start": first_of_month(today, REACH).isoformat(),
            "End": first_of_month(today, -1).isoformat(),
        },
        "Granularity": "MONTHLY",
        "Metrics": ["UnblendedCost"],
        "GroupBy": [{"Type": "DIMENSION", "Key": by}],
    }
    while True:
        page = look.call("legacy", "ce:get_cost_and_usage", (OFF,), **params)
        if page is None:
            return None
        found += page["ResultsByTime"]
        if not page.get("NextPageToken"):
            return found
        params["NextPageToken"] = page["NextPageToken"]


def groups(found: Sequence[Mapping[str, Any]] | None) -> set[str]:
    """Return the names under which anything was billed in those months."""
    return {str(group["Keys"][0]) for month in found or () for group in month["Groups"]}


def billed_regions(look: Look) -> set[str]:
    """Return the regions that cost something; empty where Cost Explorer does not tell."""
    try:
        return groups(months(look, REGION))
    except Unseen:
        return set()
