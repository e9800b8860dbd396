"""Nobody works as root."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side
from migrate.steps.identity import principal_class


def _look(look: Look) -> Seen:
    roles = [role for role in ("legacy", "management") if role in look.context.store.accounts()]
    return {
        "principals": {
            role: look.ask(role, lambda account: principal_class(account.principal))
            for role in roles
        }
    }


def _judge(seen: Seen) -> Iterator[Finding]:
    for role, principal in seen["principals"].items():
        if principal.endswith(":root"):
            yield Finding(
                Severity.BLOCK,
                f"The {role} profile is the root user ({principal}).",
                why="Root cannot be limited and cannot assume roles.",
                remedy="Make an IAM role or user with administrator access, and use its profile.",
                source="aws docs: IAM, root user best practices",
                key="g07-root",
            )


CHECK = Check(
    title="No profile is a root user",
    side=Side.LEGACY,
    weight=Severity.BLOCK,
    reads={"legacy": ("sts:GetCallerIdentity",), "management": ("sts:GetCallerIdentity",)},
    source="aws docs: IAM, root user best practices",
    look=_look,
    judge=_judge,
)
