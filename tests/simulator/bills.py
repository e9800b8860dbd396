"""Questions to the billing services of a simulated AWS, and the truth to compare answers with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.simulators import Simulator

LEGACY = "111122223333"
NOW = "2026-11-18T10:00:00+00:00"
"""In the middle of a month: October is final, November open."""
OPENED, TODAY = date(2024, 9, 1), date(2026, 11, 18)
EC2 = "Amazon Elastic Compute Cloud - Compute"
RDS = "Amazon Relational Database Service"
METRICS = {
    "UnblendedCost": "unblended_cost",
    "BlendedCost": "blended_cost",
    "AmortizedCost": "amortized_cost",
    "NetUnblendedCost": "net_unblended_cost",
    "NetAmortizedCost": "net_amortized_cost",
    "UsageQuantity": "usage_quantity",
    "NormalizedUsageAmount": "normalized_usage_amount",
}


def by(*dimensions: str, kind: str = "DIMENSION") -> list[dict[str, str]]:
    return [{"Type": kind, "Key": name} for name in dimensions]


def where(key: str, *values: str) -> dict[str, Any]:
    return {"Dimensions": {"Key": key, "Values": list(values)}}


def span(start: date | str, end: date | str) -> dict[str, str]:
    return {"Start": str(start), "End": str(end)}


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(ClientError) as caught:
        yield
    assert caught.value.response["Error"]["Code"] == code


@dataclass
class Bills:
    """Cost Explorer of one role."""

    simulator: Simulator
    role: str = "legacy"

    def client(self, service: str) -> Any:
        return self.simulator.client(service, self.role)

    def page(
        self, start: date | str, end: date | str, granularity: str = "MONTHLY", **more: Any
    ) -> Any:
        asked = {"Metrics": ["UnblendedCost"], **more}
        return self.client("ce").get_cost_and_usage(
            TimePeriod=span(start, end), Granularity=granularity, **asked
        )

    def periods(self, *where: Any, **more: Any) -> list[dict[str, Any]]:
        """All pages put together, period by period."""
        found: dict[str, dict[str, Any]] = {}
        while True:
            answer = self.page(*where, **more)
            for one in answer["ResultsByTime"]:
                known = found.setdefault(one["TimePeriod"]["Start"], {**one, "Groups": []})
                known["Groups"] += one["Groups"]
            if "NextPageToken" not in answer:
                return list(found.values())
            more["NextPageToken"] = answer["NextPageToken"]

    def sums(self, *where: Any, metric: str = "UnblendedCost", **more: Any) -> dict[Any, Decimal]:
        """Amounts by period and keys; by period alone where nothing is grouped."""
        found: dict[Any, Decimal] = {}
        for one in self.periods(*where, Metrics=[metric], **more):
            start = one["TimePeriod"]["Start"]
            if one["Total"]:
                found[start] = Decimal(one["Total"][metric]["Amount"])
            for group in one["Groups"]:
                amount = Decimal(group["Metrics"][metric]["Amount"])
                found[start, *group["Keys"]] = amount
        return found

    def truth(self, granularity: str = "MONTHLY") -> list[dict[str, Any]]:
        return self.simulator.lines(f"ledger?granularity={granularity}")


def total(rows: list[dict[str, Any]], column: str, *keys: str) -> dict[Any, Decimal]:
    """Sum the ledger's rows by start and some of their columns."""
    found: dict[Any, Decimal] = {}
    for row in rows:
        name = (row["start"], *(row[k] for k in keys)) if keys else row["start"]
        found[name] = found.get(name, Decimal(0)) + Decimal(row[column])
    return found
