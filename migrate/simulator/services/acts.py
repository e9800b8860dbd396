"""What the owner of an account does about it by hand, beside the acts of the sign-up."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.simulator import clock
from migrate.simulator.acting import act
from migrate.simulator.organization.store import STORE
from migrate.simulator.services.quota_book import BOOK, settle
from migrate.simulator.world import WORLD


def _with_owner() -> Iterable[str]:
    """Return the accounts that somebody signed up for: created ones need neither card nor phone."""
    created = {
        member.id
        for organization in STORE.organizations.values()
        for member in organization.members.values()
        if member.born is not None
    }
    return [one.id for one in WORLD.accounts.values() if one.id not in created]


@act(
    "add-payment",
    "Add a payment method",
    page="billing/home#/paymentpreferences",
    is_open=lambda account: not WORLD.account(account).payment,
    accounts=_with_owner,
)
def add_payment(account: str) -> None:
    """Put a card on file."""
    WORLD.account(account).payment = True


@act(
    "verify-phone",
    "Verify the phone number of the contact information",
    page="billing/home#/account",
    is_open=lambda account: WORLD.account(account).phone != "VERIFIED",
    accounts=_with_owner,
)
def verify_phone(account: str) -> None:
    """Type the code that was sent to the phone."""
    WORLD.account(account).phone = "VERIFIED"


def _askers() -> Iterable[str]:
    return {one.account for one in BOOK.requests.values() if one.status == "PENDING"}


@act(
    "grant-quotas",
    "Wait until AWS has granted the quotas asked for",
    page="servicequotas/home/requests",
    is_open=lambda account: account in _askers(),
    accounts=_askers,
)
def grant_quotas(account: str) -> None:
    """Let AWS grant what is asked for now."""
    for one in BOOK.requests.values():
        if one.account == account and one.status == "PENDING":
            one.due = min(one.due, clock.now())
    settle()
