"""Whether a principal may read billing at all: root must have let IAM users and roles in."""

from __future__ import annotations

from typing import Any

from moto.budgets.responses import BudgetsResponse

from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.framework import AwsError

_GATED = ("describe_budgets", "describe_budget", "describe_notifications_for_budget")


def require_billing(account: str) -> None:
    """Refuse an account whose root user never activated IAM access to billing."""
    if not LEDGER.of(account).iam_access:
        raise AwsError(
            "AccessDeniedException",
            f"User in account {account} is not authorized: IAM access to Billing information "
            "is not activated",
        )


def gate_budgets() -> None:
    """Put the same gate before the budgets that moto keeps."""
    for name in _GATED:
        own = getattr(BudgetsResponse, name)
        if not hasattr(own, "gated"):
            setattr(BudgetsResponse, name, _gated(own))


def _gated(own: Any) -> Any:
    def operation(response: Any) -> Any:
        require_billing(response.current_account)
        return own(response)

    operation.gated = True  # type: ignore[attr-defined]
    operation.__name__ = own.__name__
    return operation


gate_budgets()
