"""Whether an account is active and on the paid plan."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Look, Seen

NO_PLAN = ("ResourceNotFoundException",)
"""An account from before 2025-07-15 has no account plan (freetier GetAccountPlanState)."""


def standing(look: Look, role: str) -> Seen:
    """Read the state and the plan of an account."""
    information = look.call(role, "account:get_account_information") or {}
    plan = look.call(role, "freetier:get_account_plan_state", NO_PLAN)
    return {
        "account": look.context.account(role).id,
        "state": str(information.get("AccountState", "")),
        "plan": str(plan["accountPlanType"]) if plan else "",
    }


def judge_standing(seen: Seen, role: str) -> Iterator[Finding]:
    """Yield a block for an account that is not active or not on the paid plan."""
    if seen["state"] != "ACTIVE":
        yield Finding(
            Severity.BLOCK,
            f"Account {seen['account']} is {seen['state'] or 'in an unknown state'}, not ACTIVE.",
            why="Only an active account can found or join an organization.",
            remedy=f"Sign in to the {role} account's Billing console and finish the sign-up or "
            "reopen it, then plan again.",
            source="botocore account GetAccountInformation: AccountState",
            key=f"g04-{role}-not-active",
        )
    if seen["plan"] == "FREE":
        yield Finding(
            Severity.BLOCK,
            f"Account {seen['account']} is on the FREE plan.",
            why="What becomes of its credits and its plan in an organization is not documented.",
            remedy=f"Decide, then upgrade the {role} account to the paid plan in its Billing "
            "console (Free tier), and plan again.",
            source="botocore freetier GetAccountPlanState: accountPlanType",
            key=f"g04-{role}-free-plan",
        )
