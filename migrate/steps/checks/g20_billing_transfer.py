"""Nobody else pays for the organization by billing transfer."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.aws.account import Account
from migrate.aws.listing import Listing, names
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side

LIVE = "ResponsibilityTransfers[?Status=='REQUESTED' || Status=='ACCEPTED'].Id"
TRANSFERS = Listing(
    "organizations:ListOutboundResponsibilityTransfers", LIVE, params={"Type": "BILLING"}
)


def _read(account: Account) -> tuple[str, ...]:
    return names(account, TRANSFERS)


def _look(look: Look) -> Seen:
    return {"transfers": list(look.ask("management", _read) or ())}


def _judge(seen: Seen) -> Iterator[Finding]:
    if seen["transfers"]:
        yield Finding(
            Severity.BLOCK,
            "The organization's bills are handed to somebody else: "
            f"{', '.join(seen['transfers'])}.",
            why="The old account's bills would go there too.",
            remedy="End or decline the billing transfer in the Organizations console, or settle "
            "it with whoever pays; then plan again.",
            source="botocore ListOutboundResponsibilityTransfers; aws docs: orgs_transfer_billing",
            key="g20-billing-transfer",
        )


CHECK = Check(
    title="No billing transfer leaves the organization",
    side=Side.ORGANIZATION,
    weight=Severity.BLOCK,
    reads={"management": (TRANSFERS.call,)},
    source="botocore ListOutboundResponsibilityTransfers",
    look=_look,
    judge=_judge,
)
