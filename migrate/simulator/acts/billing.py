"""What is switched on in the Billing and Cost Management console."""

from __future__ import annotations

from migrate.simulator import clock
from migrate.simulator.acting import act
from migrate.simulator.billing.ledger import LEDGER


@act(
    "billing-access",
    "Let IAM users and roles read billing",
    page="billing/home#/account",
    is_open=lambda account: not LEDGER.of(account).iam_access,
)
def billing_access(account: str) -> None:
    """Activate IAM access to billing, which only the root user can."""
    LEDGER.of(account).iam_access = True


@act(
    "enable-cost-explorer",
    "Enable Cost Explorer",
    page="cost-management/home#/cost-explorer",
    is_open=lambda account: LEDGER.of(account).enabled is None,
)
def enable_cost_explorer(account: str) -> None:
    """Enable Cost Explorer; its data appear a day later, its history after some more."""
    LEDGER.of(account).enabled = clock.now()


@act(
    "enable-multi-year",
    "Keep more than 14 months in Cost Explorer",
    page="cost-management/home#/settings",
    is_open=lambda account: LEDGER.of(account).multi_year is None,
)
def enable_multi_year(account: str) -> None:
    """Opt in to multi-year data; it appears within 48 hours."""
    LEDGER.of(account).multi_year = clock.now()
