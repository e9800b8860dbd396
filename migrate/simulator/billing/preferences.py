"""What an account's owner switched on in the billing console, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from migrate.simulator.billing.periods import LONG_REACH, REACH

FIRST_DATA = timedelta(hours=24)
"""How long after enabling the current month appears (aws docs: ce-enable)."""
HISTORY = timedelta(days=3)
"""How long after enabling the months before appear ("a few days longer")."""
MULTI_YEAR = timedelta(hours=48)
"""How long after opting in more than 14 months appear (aws docs: ce-advanced-cost-analysis)."""


@dataclass(slots=True)
class TagKey:
    """A cost allocation tag: active or not, and the day from which bills carry it."""

    active: bool
    since: date
    updated: datetime | None = None
    last_used: datetime | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A cost category: the first rule that matches a line gives its value."""

    name: str
    arn: str
    effective: datetime
    rules: tuple[tuple[str, Mapping[str, Any]], ...]
    default: str = ""


@dataclass(slots=True)
class Preferences:
    """The switches of one account."""

    enabled: datetime | None = None
    multi_year: datetime | None = None
    tags: dict[str, TagKey] = field(default_factory=dict)
    categories: list[Category] = field(default_factory=list)
    backfills: list[dict[str, Any]] = field(default_factory=list)
    iam_access: bool = True
    """Whether IAM users and roles may read billing (aws docs: control-access-billing)."""
    plan: str = "PAID"
    """`FREE` or `PAID` (botocore freetier accountPlanType)."""
    exports: list[dict[str, Any]] = field(default_factory=list)
    """Data Exports, as GetExport answers them."""
    reports: list[dict[str, Any]] = field(default_factory=list)
    """Cost and Usage Reports, as DescribeReportDefinitions answers them."""
    tax: list[dict[str, Any]] = field(default_factory=list)
    """Tax registrations, as ListTaxRegistrations answers them."""
    contracts: list[dict[str, Any]] = field(default_factory=list)
    """Private pricing, as ListContracts answers it."""

    def filled(self, now: datetime) -> bool:
        """Tell whether Cost Explorer has any data yet."""
        return self.enabled is not None and now >= self.enabled + FIRST_DATA

    def has_history(self, now: datetime) -> bool:
        """Tell whether the months before the current one are there."""
        return self.enabled is not None and now >= self.enabled + HISTORY

    def months(self, now: datetime) -> int:
        """Return how many months can be asked for at monthly granularity."""
        opened = self.multi_year is not None and now >= self.multi_year + MULTI_YEAR
        return LONG_REACH if opened else REACH
