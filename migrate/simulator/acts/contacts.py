"""Who is reached about an account."""

from __future__ import annotations

from migrate.simulator.acting import act
from migrate.simulator.world import WORLD

PAGE = "billing/home#/account"
KINDS = ("BILLING", "OPERATIONS", "SECURITY")
"""botocore account AlternateContactType."""


@act(
    "contact",
    "Complete the contact information",
    page=PAGE,
    is_open=lambda account: WORLD.account(account).contact is None,
)
def contact(account: str) -> None:
    """Fill in the primary contact."""
    known = WORLD.account(account)
    known.contact = {
        "FullName": known.name,
        "AddressLine1": "1 Example Street",
        "City": "Seattle",
        "StateOrRegion": "WA",
        "PostalCode": "98101",
        "CountryCode": "US",
        "PhoneNumber": "+12065550100",
        "CompanyName": known.name,
    }


@act(
    "alternate-contacts",
    "Set the billing, operations and security contacts",
    page=PAGE,
    is_open=lambda account: any(k not in WORLD.account(account).contacts for k in KINDS),
)
def alternate_contacts(account: str) -> None:
    """Set the alternate contacts that are missing."""
    domain = WORLD.account(account).email.rpartition("@")[2]
    for kind in KINDS:
        WORLD.account(account).contacts.setdefault(
            kind,
            {
                "AlternateContactType": kind,
                "Name": f"{kind.title()} group",
                "Title": "Group",
                "EmailAddress": f"{kind.lower()}@{domain}",
                "PhoneNumber": "+12065550101",
            },
        )
