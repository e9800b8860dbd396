"""No private pricing or reseller stands behind the old account, or a person has settled it."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.aws.account import Account
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.bills import ASK, groups, months
from migrate.steps.checks.check import Check, Look, Seen, Side
from migrate.steps.checks.g16_invoices import LIST, last_invoices

DISCOUNTS = (
    "Enterprise Discount Program Discount",
    "Private Rate Discount",
    "Solution Provider Program Discount",
    "Distributor Discount",
)
"""Record types of negotiated prices (aws docs: Cost Explorer, charge types)."""


def _contracts(account: Account) -> list[str]:
    items = account.pages("billing", "list_contracts", "items")
    return sorted(
        f"{i.get('contractType', 'contract')} {i['contractArn']}"
        for i in items
        if i["associationStatus"] == "ASSOCIATED"
    )


def _look(look: Look) -> Seen:
    invoices = last_invoices(look)
    return {
        "contracts": look.ask("legacy", _contracts) or [],
        "discounts": sorted(groups(months(look)) & set(DISCOUNTS)),
        "resold": sorted(
            {str(i["ReceiverRole"]) for i in invoices if i.get("ReceiverRole") in {"RESELLER"}}
        ),
        "settled": look.choice("contract-settled"),
    }


def _judge(seen: Seen) -> Iterator[Finding]:
    evidence = [
        *seen["contracts"],
        *seen["discounts"],
        *(f"invoices as {r}" for r in seen["resold"]),
    ]
    if not evidence:
        return
    settled = seen["settled"] == "yes"
    yield Finding(
        Severity.WARNING if settled else Severity.BLOCK,
        f"The old account has negotiated prices: {', '.join(evidence)}"
        + ("; you settled it with AWS." if settled else "."),
        why="They belong to a payer: after joining, the management account pays, and the prices "
        "may end.",
        remedy="Talk to your AWS account manager or reseller first. When it is settled, write "
        "`assess-legacy.contract-settled: yes` under choices in migrate.yaml (on the screen: e), "
        "and plan again.",
        source="botocore billing ListContracts; knowledge center: organizations-move-accounts",
        key="g20-private-pricing",
    )


CHECK = Check(
    title="No private pricing or reseller is behind the old account",
    side=Side.LEGACY,
    weight=Severity.BLOCK,
    reads={"legacy": ("billing:ListContracts", ASK, LIST)},
    source="botocore billing ListContracts; knowledge center: organizations-move-accounts",
    look=_look,
    judge=_judge,
)
