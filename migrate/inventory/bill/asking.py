"""Ask Cost Explorer for a small cube: service, region and usage type of the last sixty days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from migrate.core.amounts import EXACT, exact
from migrate.core.errors import GatewayError
from migrate.inventory.bill.lines import (
    MARKETPLACE,
    ZERO,
    Bill,
    Line,
    Sums,
    joined,
    place,
    total,
    unclear,
)

DAYS = 60
QUESTIONS = 4
"""By service and usage type, by region and usage type, by service and kind of charge, and what the
Marketplace sold: GetCostAndUsage groups by two keys at most (botocore ce GroupDefinitions)."""
MOST = 12
"""Requests of one bill: pages, and questions about what two groupings leave unclear."""
PRICE = Decimal("0.01")
"""US dollars for each request (aws docs: Cost Explorer pricing; every page is a request)."""
SOURCE = "ce:GetCostAndUsage"
METRIC = "UnblendedCost"
BACK = ("Credit", "Refund")
"""Kinds of charge that would hide what they pay for, so they are asked for apart."""
Page = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class BillUnclear(GatewayError):
    """Cost Explorer's answers are no bill: another currency in between, or no amounts."""


class BillTooLong(BillUnclear):
    """The answers have more pages than anybody agreed to pay for."""


def price(requests: int) -> str:
    """Return what so many requests cost, such as `$0.04`."""
    return f"${PRICE * requests:.2f}"


@dataclass
class Asker:
    """Asks page by page and counts each as the request that AWS charges for."""

    page: Page
    start: date
    end: date
    most: int = MOST
    requests: int = 0
    currencies: set[str] = field(default_factory=set)

    def sums(self, groups: Sequence[str], keep: Mapping[str, Any] | None = None) -> Sums:
        """Return the cost of the whole window by two dimensions."""
        asked: dict[str, Any] = {
            "TimePeriod": {"Start": self.start.isoformat(), "End": self.end.isoformat()},
            "Granularity": "MONTHLY",
            "Metrics": [METRIC],
            "GroupBy": [{"Type": "DIMENSION", "Key": key} for key in groups],
            **({"Filter": keep} if keep else {}),
        }
        found: dict[tuple[str, str], Decimal] = {}
        while True:
            if self.requests >= self.most:
                raise BillTooLong(
                    f"The bill takes more than {self.most} requests", operation=SOURCE
                )
            self.requests += 1
            answer = self.page(asked)
            self._add(answer, found)
            token = answer.get("NextPageToken")
            if not token:
                return found
            asked = {**asked, "NextPageToken": token}

    def _add(self, answer: Mapping[str, Any], found: dict[tuple[str, str], Decimal]) -> None:
        for period in answer["ResultsByTime"]:
            for group in period["Groups"]:
                first, second = group["Keys"]
                metric = group["Metrics"][METRIC]
                amount = _amount(str(metric["Amount"]))
                if amount:
                    self.currencies.add(str(metric["Unit"]))
                key = (str(first), str(second))
                found[key] = EXACT.add(found.get(key, ZERO), amount)


def ask_bill(account: str, page: Page, today: date, now: str) -> Bill:
    """Return the bill of the sixty days before `today`."""
    asker = Asker(page, today - timedelta(days=DAYS), today)
    gross = {"Not": _dimension("RECORD_TYPE", BACK)}
    kinds = asker.sums(("SERVICE", "RECORD_TYPE"))
    sold = asker.sums(("SERVICE", "USAGE_TYPE"), _dimension("BILLING_ENTITY", (MARKETPLACE,)))
    by_service = asker.sums(("SERVICE", "USAGE_TYPE"), gross)
    by_region = asker.sums(("REGION", "USAGE_TYPE"), gross)
    lines = joined(by_service, by_region, _pairs(asker, by_service, by_region, gross))
    if len(asker.currencies) > 1:
        names = ", ".join(sorted(asker.currencies))
        raise BillUnclear(f"The bill mixes currencies: {names}", operation=SOURCE)
    return Bill(
        account=account,
        start=asker.start.isoformat(),
        end=asker.end.isoformat(),
        currency=next(iter(asker.currencies), "USD"),
        asked_at=now,
        requests=asker.requests,
        source=SOURCE,
        control=total(kinds.values()),
        lines=tuple(_marked(lines, sold)) + _paid_back(kinds),
    )


def _pairs(
    asker: Asker, by_service: Sums, by_region: Sums, gross: Mapping[str, Any]
) -> dict[str, Sums]:
    """Ask of each unclear usage type where each service had it, while requests are left."""
    found: dict[str, Sums] = {}
    for usage in unclear(by_service, by_region):
        keep = {"And": [gross, _dimension("USAGE_TYPE", (usage,))]}
        try:
            found[usage] = asker.sums(("SERVICE", "REGION"), keep)
        except BillTooLong:
            break
    return found


def _marked(lines: Sequence[Line], sold: Sums) -> list[Line]:
    """Mark what a seller of the Marketplace sold."""
    theirs = {key for key, amount in sold.items() if amount}
    return [
        Line(x.service, x.region, x.usage_type, x.amount, MARKETPLACE)
        if (x.service, x.usage_type) in theirs
        else x
        for x in lines
    ]


def _paid_back(kinds: Sums) -> tuple[Line, ...]:
    return tuple(
        Line(service, place(""), "", amount, kind)
        for (service, kind), amount in sorted(kinds.items())
        if kind in BACK and amount
    )


def _dimension(key: str, values: Sequence[str]) -> dict[str, Any]:
    leaf = {"Key": key, "Values": list(values), "MatchOptions": ["EQUALS"]}
    return {"Dimensions": leaf}


def _amount(text: str) -> Decimal:
    try:
        return exact(text)
    except ValueError as error:
        raise BillUnclear(str(error), operation=SOURCE) from error
