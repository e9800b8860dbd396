"""Whether a principal may read billing at all: root must have let IAM users and roles in."""

from __future__ import annotations

from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.framework import AwsError


def require_billing(account: str) -> None:
    """Refuse an account whose root user never activated IAM access to billing."""
    if not LEDGER.of(account).iam_access:
        raise AwsError(
            "AccessDeniedException",
            f"User in account {account} is not authorized: IAM access to Billing information "
            "is not activated",
        )
