"""Cost Explorer is on and filled: its history is lost with the join, so it is saved before."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.plan import Finding, Severity
from migrate.steps.checks.bills import ASK, REACH, first_of_month, months
from migrate.steps.checks.check import Check, Look, Seen, Side

YOUNG = 2
"""Months in which an account may rightly have nothing but its current month."""


def _look(look: Look) -> Seen:
    found = months(look)
    if found is None:
        return {"on": False, "with_cost": [], "age": 0}
    made = (look.call("legacy", "account:get_account_information") or {}).get("AccountCreatedDate")
    today = look.now.date()
    age = 0
    if made is not None:
        age = (today.year - made.year) * 12 + today.month - made.month
    current = first_of_month(today).isoformat()
    periods = [r["TimePeriod"]["Start"] for r in found if r["Groups"]]
    return {"on": True, "with_cost": [p for p in periods if p != current], "age": min(age, REACH)}


def _judge(seen: Seen) -> Iterator[Finding]:
    if not seen["on"]:
        yield Finding(
            Severity.BLOCK,
            "Cost Explorer is not enabled in the old account, or has no data yet.",
            why="Joining ends the access to its history, and it takes days to fill once it is on.",
            remedy="Open Cost Explorer in the old account's Billing console once; the current "
            "month comes within 24 hours, the rest a few days later. Then plan again.",
            source="aws docs: ce-enable",
            key="g12-cost-explorer-off",
        )
    elif not seen["with_cost"] and seen["age"] > YOUNG:
        yield Finding(
            Severity.BLOCK,
            "Cost Explorer shows no cost in any finished month, though the account is "
            f"{seen['age']} months old or older.",
            why="Its history is still being filled, or it is not seen with these credentials.",
            remedy="Wait a few days and plan again; if it stays so, look into Cost Explorer.",
            source="aws docs: ce-enable",
            key="g12-cost-history-empty",
        )
    elif len(seen["with_cost"]) < seen["age"]:
        yield Finding(
            Severity.WARNING,
            f"Cost Explorer shows {len(seen['with_cost'])} finished months with cost, and the "
            f"account has lived through at least {seen['age']} of the {REACH} it can show.",
            why="Months without any cost are missing rightly; months that are still being filled "
            "are not.",
            remedy="If the account had costs before, wait a few days and plan again.",
            source="aws docs: ce-enable",
            key="g12-cost-history-short",
        )


CHECK = Check(
    title="Cost Explorer is on and filled in the old account",
    side=Side.LEGACY,
    weight=Severity.BLOCK,
    reads={"legacy": ("account:GetAccountInformation", ASK)},
    source="aws docs: ce-enable; botocore ce GetCostAndUsage",
    look=_look,
    judge=_judge,
)
