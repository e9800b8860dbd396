"""The 38-month history is switched on, if it is wanted: it takes 48 hours and a person."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.plan import Finding, Severity
from migrate.steps.checks.bills import ASK, OFF, REACH, first_of_month
from migrate.steps.checks.check import Check, Look, Seen, Side

REFUSED = ("ValidationException", OFF)
"""How Cost Explorer answers for months beyond its reach."""


def _look(look: Look) -> Seen:
    """Ask for the one month just beyond the usual reach."""
    start = first_of_month(look.now.date(), REACH + 1)
    answer = look.call(
        "legacy",
        "ce:get_cost_and_usage",
        REFUSED,
        TimePeriod={
            "Start": start.isoformat(),
            "End": first_of_month(look.now.date(), REACH).isoformat(),
        },
        Granularity="MONTHLY",
        Metrics=["UnblendedCost"],
    )
    return {"on": answer is not None}


def _judge(seen: Seen) -> Iterator[Finding]:
    if not seen["on"]:
        yield Finding(
            Severity.WARNING,
            "Cost Explorer shows 14 months only; the 38-month history is not switched on.",
            why="What lies before is lost with the join.",
            remedy="Cost Management preferences of the old account, General, Multi-year data at "
            "monthly granularity: switch it on, wait 48 hours, plan again.",
            source="aws docs: ce-configuring-data",
            key="g13-multi-year-off",
        )


CHECK = Check(
    title="The 38-month cost history is switched on",
    side=Side.LEGACY,
    weight=Severity.WARNING,
    reads={"legacy": (ASK,)},
    source="aws docs: ce-advanced-cost-analysis",
    look=_look,
    judge=_judge,
)
