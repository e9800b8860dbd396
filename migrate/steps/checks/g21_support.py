"""What becomes of the support plan and of open cases."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.aws.account import Account
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side

NO_PLAN = "SubscriptionRequiredException"
"""How the Support API answers accounts of the Basic and Developer plans (aws docs: Support API)."""


def _cases(account: Account) -> list[str]:
    return sorted(str(c["displayId"]) for c in account.pages("support", "describe_cases", "cases"))


def _look(look: Look) -> Seen:
    cases = look.ask("legacy", _cases, (NO_PLAN,))
    return {"plan": cases is not None, "cases": cases or []}


def _judge(seen: Seen) -> Iterator[Finding]:
    if not seen["plan"]:
        return
    cases = f"; open cases: {', '.join(seen['cases'])}" if seen["cases"] else ""
    yield Finding(
        Severity.INFO,
        f"The old account has a paid support plan{cases}.",
        why="On joining AWS ends it with a refund for the rest of the month and starts it anew on "
        "the organization's bill; the management account's plan does not cover members.",
        source="knowledge center: support-consolidated-billing",
        key="g21-support-plan",
    )


CHECK = Check(
    title="The support plan is known",
    side=Side.LEGACY,
    weight=Severity.INFO,
    reads={"legacy": ("support:DescribeCases",)},
    source="aws docs: Support API",
    look=_look,
    judge=_judge,
)
