"""The root user of the management account has MFA and no access keys."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.aws.iam import Iam
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side


def _look(look: Look) -> Seen:
    summary = look.ask("management", lambda account: Iam(account).summary()) or {}
    return {
        "account": look.context.account("management").id,
        "mfa": bool(summary["AccountMFAEnabled"]),
        "keys": bool(summary["AccountAccessKeysPresent"]),
    }


def _judge(seen: Seen) -> Iterator[Finding]:
    if not seen["mfa"]:
        yield Finding(
            Severity.BLOCK,
            f"The root user of the management account {seen['account']} has no MFA.",
            why="Its password alone would open every account of the organization.",
            remedy="Sign in as that root user, Security credentials, assign an MFA device; then "
            "plan again.",
            source="botocore iam GetAccountSummary: AccountMFAEnabled",
            key="g05-management-root-mfa",
        )
    if seen["keys"]:
        yield Finding(
            Severity.BLOCK,
            f"The root user of the management account {seen['account']} has access keys.",
            why="They cannot be limited by any policy.",
            remedy="Sign in as that root user, Security credentials, delete every access key; "
            "then plan again.",
            source="botocore iam GetAccountSummary: AccountAccessKeysPresent",
            key="g05-management-root-keys",
        )


CHECK = Check(
    title="The management root user has MFA and no access keys",
    side=Side.MANAGEMENT,
    weight=Severity.BLOCK,
    reads={"management": ("iam:GetAccountSummary",)},
    source="botocore iam GetAccountSummary",
    look=_look,
    judge=_judge,
)
