"""No restrictive policy waits on the way of the account that joins."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.aws.account import Account
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side
from migrate.steps.policies import Found, on_landing_path, policy_faults


def _look(look: Look) -> Seen:
    target = look.context.target

    def read(account: Account) -> Found:
        return on_landing_path(account, target.landing, target.home)

    return {
        "legacy": look.context.account("legacy").id,
        "policies": look.ask("management", read) or {},
    }


def _judge(seen: Seen) -> Iterator[Finding]:
    yield from policy_faults(seen["policies"], seen["legacy"])


CHECK = Check(
    title="No restrictive policy is on the landing path",
    side=Side.ORGANIZATION,
    weight=Severity.BLOCK,
    reads={
        "management": (
            "organizations:ListOrganizationalUnitsForParent",
            "organizations:ListPoliciesForTarget",
            "organizations:ListRoots",
        )
    },
    source="aws docs: orgs_manage_policies_scps, orgs_manage_policies_rcps; knowledge center: "
    "organizations-move-accounts",
    look=_look,
    judge=_judge,
)
