"""Somebody gets into the old account when everything else fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migrate.aws.account import Account
from migrate.aws.iam import Iam, holders
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side

SINGLE_SIGN_ON = "AWSReservedSSO_"
"""Roles that IAM Identity Center makes and removes (aws docs: Identity Center)."""


def _administrators(account: Account) -> list[str]:
    admin = f"arn:{account.partition}:iam::aws:policy/AdministratorAccess"
    return [name for name in holders(account, admin) if SINGLE_SIGN_ON not in name]


def _look(look: Look) -> Seen:
    summary: Any = look.ask("legacy", lambda account: Iam(account).summary()) or {}
    return {
        "account": look.context.account("legacy").id,
        "mfa": bool(summary["AccountMFAEnabled"]),
        "keys": bool(summary["AccountAccessKeysPresent"]),
        "administrators": bool(look.ask("legacy", _administrators)),
    }


def _judge(seen: Seen) -> Iterator[Finding]:
    account = seen["account"]
    if not seen["mfa"]:
        yield Finding(
            Severity.BLOCK,
            f"The root user of the old account {account} has no MFA.",
            why="Root is the last way in when roles and policies go wrong, for whoever holds it.",
            remedy="Sign in as that root user, Security credentials, assign an MFA device; then "
            "plan again.",
            source="botocore iam GetAccountSummary: AccountMFAEnabled",
            key="g24-legacy-root-mfa",
        )
    if not seen["administrators"]:
        yield Finding(
            Severity.BLOCK,
            f"No IAM user, group or role of {account} holds AdministratorAccess, apart from "
            "IAM Identity Center.",
            why="If single sign-on fails or is moved, nobody could administer the account.",
            remedy="Make an IAM role or user with AdministratorAccess, prove that somebody gets "
            "in with it, and plan again.",
            source="aws docs: security pillar, emergency access",
            key="g24-no-administrator",
        )
    if seen["keys"]:
        yield Finding(
            Severity.WARNING,
            f"The root user of the old account {account} has access keys.",
            why="They cannot be limited by any policy.",
            remedy="Find out what uses them, replace it by a role, and delete them.",
            source="botocore iam GetAccountSummary: AccountAccessKeysPresent",
            key="g24-legacy-root-keys",
        )
    yield Finding(
        Severity.WARNING,
        f"Whether somebody reads the mailbox of {account}'s root user cannot be seen.",
        why="Password recovery goes there; AWS Support is the last resort and promises nothing.",
        remedy="Send a mail there and have it answered. Approving this plan says that you did.",
        source="agent-toolkit for aws: account recovery",
        key="g24-root-mailbox",
    )


CHECK = Check(
    title="Somebody gets into the old account when everything else fails",
    side=Side.LEGACY,
    weight=Severity.BLOCK,
    reads={"legacy": ("iam:GetAccountSummary", "iam:GetGroup", "iam:ListEntitiesForPolicy")},
    source="aws docs: root user best practices",
    look=_look,
    judge=_judge,
)
