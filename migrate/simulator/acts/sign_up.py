"""Open a new account: sign up, be activated, choose the paid plan, verify the address."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.simulator.acting import act
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.keys import admit_user
from migrate.simulator.world import WORLD


def _prepared() -> Iterable[str]:
    return list(WORLD.prepared)


def _pending() -> Iterable[str]:
    return list(WORLD.accounts)


@act(
    "sign-up",
    "Sign up for a new AWS account and make an administrator in it",
    page="billing/signup",
    is_open=lambda account: account in WORLD.prepared and account not in WORLD,
    accounts=_prepared,
)
def sign_up(account: str) -> None:
    """Open the account as AWS does: not yet active, on the free plan, billing shut to IAM."""
    form = WORLD.prepared[account]
    made = WORLD.add(account, form.name, form.email, state="PENDING_ACTIVATION")
    made.email_verified = False
    LEDGER.of(account).plan = "FREE"
    LEDGER.of(account).iam_access = False
    admit_user(account, form.user, form.key)


@act(
    "activate",
    "Complete the payment method and the phone verification",
    page="billing/home#/paymentpreferences",
    is_open=lambda account: WORLD.account(account).state == "PENDING_ACTIVATION",
    accounts=_pending,
)
def activate(account: str) -> None:
    """Let AWS activate the account."""
    WORLD.account(account).state = "ACTIVE"


@act(
    "paid-plan",
    "Upgrade to the paid plan",
    page="billing/home#/freetier",
    is_open=lambda account: LEDGER.of(account).plan != "PAID",
)
def paid_plan(account: str) -> None:
    """Leave the free plan."""
    LEDGER.of(account).plan = "PAID"


@act(
    "verify-email",
    "Click on the link in the verification e-mail",
    page="organizations/v2/home",
    is_open=lambda account: not WORLD.account(account).email_verified,
)
def verify_email(account: str) -> None:
    """Verify the address of the root user."""
    WORLD.account(account).email_verified = True
