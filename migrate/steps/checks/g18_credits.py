"""Credits are known: in an organization they are shared by default."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side

YEAR = timedelta(days=364)
"""GetCredits reaches back one year at most (botocore billing GetCredits)."""


def _look(look: Look) -> Seen:
    midnight = look.now.replace(hour=0, minute=0, second=0, microsecond=0)
    answer = look.call(
        "legacy",
        "billing:get_credits",
        accountId=look.context.account("legacy").id,
        startDate=midnight - YEAR,
    )
    left = [c for c in (answer or {})["credits"] if _left(c) and c["endDate"] >= midnight]
    return {"credits": sorted(f"{c['creditId']} until {c['endDate']:%Y-%m-%d}" for c in left)}


def _left(credit: dict[str, Any]) -> bool:
    return Decimal(credit["remainingAmount"]["currencyAmount"]) != 0


def _judge(seen: Seen) -> Iterator[Finding]:
    if seen["credits"]:
        yield Finding(
            Severity.WARNING,
            f"The old account has credits: {', '.join(seen['credits'])}.",
            why="From the first full month they apply to the organization's whole bill, unless "
            "sharing is switched off.",
            remedy="Decide whether they may be shared (Billing preferences of the management "
            "account, Credit sharing); use up what expires soon before joining.",
            source="knowledge center: consolidated-billing-credits; botocore billing GetCredits",
            key="g18-credits",
        )


CHECK = Check(
    title="No credits would be shared unawares",
    side=Side.LEGACY,
    weight=Severity.WARNING,
    reads={"legacy": ("billing:GetCredits",)},
    source="knowledge center: consolidated-billing-credits",
    look=_look,
    judge=_judge,
)
