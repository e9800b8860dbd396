"""There is room for one more account in the organization."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrate.aws.account import Account
from migrate.aws.organizations import OPEN_HANDSHAKE, Organizations
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side

HOME = "us-east-1"
"""Quotas of Organizations are read there only (aws docs: orgs_reference_limits)."""
NAME = "maximum number of accounts"
"""Part of the quota's name; its code "might change" (same page)."""


def _quotas(account: Account) -> list[float]:
    quotas = account.pages(
        "service-quotas", "list_service_quotas", "Quotas", HOME, ServiceCode="organizations"
    )
    return [float(q["Value"]) for q in quotas if NAME in str(q["QuotaName"]).lower()]


def _look(look: Look) -> Seen:
    asked = look.ask("management", _quotas) or []
    said = look.choice("account-quota")
    accounts = look.ask("management", lambda a: Organizations(a).accounts()) or ()
    sent = look.ask("management", lambda a: Organizations(a).invitations_sent()) or ()
    legacy = look.context.account("legacy").id
    others = [h for h in sent if h["State"] in OPEN_HANDSHAKE and not _to(h, legacy)]
    return {
        "quota": int(said) if said.isdigit() else (int(asked[0]) if asked else None),
        "accounts": sum(a["Id"] != legacy and a.get("State") != "CLOSED" for a in accounts),
        "invitations": len(others),
    }


def _to(handshake: Mapping[str, Any], account: str) -> bool:
    return any(p["Id"] == account for p in handshake["Parties"])


def _judge(seen: Seen) -> Iterator[Finding]:
    used = seen["accounts"] + seen["invitations"]
    if seen["quota"] is None:
        yield Finding(
            Severity.BLOCK,
            "UNKNOWN: Service Quotas names no quota of accounts for Organizations.",
            why="Without room AWS refuses the invitation.",
            remedy="Read it in the Service Quotas console (us-east-1, AWS Organizations) and write "
            "`assess-legacy.account-quota: <number>` under choices in migrate.yaml (on the screen: "
            "e), and plan again.",
            source="aws docs: orgs_reference_limits",
            key="g09-quota-unknown",
        )
    elif used + 1 > seen["quota"]:
        yield Finding(
            Severity.BLOCK,
            f"The organization may hold {seen['quota']} accounts and {used} are taken "
            f"({seen['accounts']} accounts, {seen['invitations']} open invitations).",
            why="Open invitations count, and closed accounts count for about 90 days.",
            remedy="Ask for more in Service Quotas of the management account (us-east-1), or "
            "cancel invitations; then plan again.",
            source="aws docs: orgs_reference_limits",
            key="g09-quota-short",
        )


CHECK = Check(
    title="The organization has room for the old account",
    side=Side.ORGANIZATION,
    weight=Severity.BLOCK,
    reads={
        "management": (
            "organizations:ListAccounts",
            "organizations:ListHandshakesForOrganization",
            "service-quotas:ListServiceQuotas",
        )
    },
    source="aws docs: orgs_reference_limits",
    look=_look,
    judge=_judge,
)
