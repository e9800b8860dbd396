"""No other organization is about to take the old account."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.aws.account import Account
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side
from migrate.steps.membership import foreign_faults, received


def _ours(look: Look) -> str:
    if "management" not in look.context.store.accounts():
        return ""
    found = look.call(
        "management", "organizations:describe_organization", ("AWSOrganizationsNotInUseException",)
    )
    return str(found["Organization"]["Id"]) if found else ""


def _read(account: Account) -> list[dict[str, str]]:
    return received(account)


def _look(look: Look) -> Seen:
    return {"received": look.ask("legacy", _read) or [], "organization": _ours(look)}


def _judge(seen: Seen) -> Iterator[Finding]:
    yield from foreign_faults(seen)


CHECK = Check(
    title="No other organization invites the old account",
    side=Side.LEGACY,
    weight=Severity.WARNING,
    reads={
        "legacy": ("organizations:ListHandshakesForAccount",),
        "management": ("organizations:DescribeOrganization",),
    },
    source="botocore ListHandshakesForAccount",
    look=_look,
    judge=_judge,
)
