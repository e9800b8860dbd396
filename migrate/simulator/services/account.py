"""Account Management: what an account says of itself, and what its organization may ask of it."""

from __future__ import annotations

import re
from typing import Any

import moto.account.models  # noqa: F401  # loaded before it is shadowed

from migrate.simulator.framework import AwsError, ModelBackend, service
from migrate.simulator.organization.store import STORE
from migrate.simulator.services.account_regions import AccountRegions
from migrate.simulator.world import WORLD, Account

SERVICE = "account.amazonaws.com"
_STATES = {"PENDING_CLOSURE": "SUSPENDED"}
"""AccountState knows no closing that is under way."""


@service("account", is_global=True)
class AccountManagement(AccountRegions, ModelBackend):
    """One account's own page, and its members' pages for a management account."""

    account_id: str

    def get_account_information(self, **asked: Any) -> dict[str, Any]:
        """Return id, name, date of creation and state."""
        known = self.about(asked)
        return {
            "AccountId": known.id,
            "AccountName": known.name,
            "AccountCreatedDate": known.created,
            "AccountState": _STATES.get(known.state, known.state),
        }

    def put_account_name(self, **asked: Any) -> None:
        """Rename an account."""
        self.about(asked).name = asked["AccountName"]

    def get_contact_information(self, **asked: Any) -> dict[str, Any]:
        """Return the primary contact and whether its phone number is verified."""
        known = self.about(asked)
        if known.contact is None:
            raise AwsError(
                "ResourceNotFoundException", "No contact information of the account was found."
            )
        return {"ContactInformation": known.contact, "VerificationStatus": known.phone}

    def put_contact_information(self, **asked: Any) -> None:
        """Replace the primary contact; a new phone number is not verified."""
        known, given = self.about(asked), dict(asked["ContactInformation"])
        if known.contact is None or known.contact.get("PhoneNumber") != given.get("PhoneNumber"):
            known.phone = "UNVERIFIED"
        known.contact = given

    def send_phone_number_verification(self, **asked: Any) -> dict[str, Any]:
        """Send a code to the phone, which a person would read there."""
        known = self.about(asked)
        if known.contact is None:
            raise AwsError("ResourceNotFoundException", "There is no phone number.")
        if known.phone == "VERIFIED":
            raise AwsError("ConflictException", "The phone number is verified already.")
        known.phone = "PENDING"
        return {"Status": known.phone}

    def verify_phone_number(self, **asked: Any) -> dict[str, Any]:
        """Take the code; any six digits will do, as nobody can read the simulated phone."""
        known = self.about(asked)
        if known.phone != "PENDING" or not re.fullmatch(r"\d{6}", asked["Otp"]):
            raise AwsError("ValidationException", "The verification code is not valid.")
        known.phone = "VERIFIED"
        return {"Status": known.phone}

    def get_alternate_contact(self, **asked: Any) -> dict[str, Any]:
        """Return one of the three alternate contacts."""
        found = self.about(asked).contacts.get(asked["AlternateContactType"])
        if found is None:
            raise _no_contact()
        return {"AlternateContact": found}

    def put_alternate_contact(self, **asked: Any) -> None:
        """Set one of the three alternate contacts."""
        given = {key: value for key, value in asked.items() if key != "AccountId"}
        self.about(asked).contacts[asked["AlternateContactType"]] = given

    def delete_alternate_contact(self, **asked: Any) -> None:
        """Remove one of the three alternate contacts."""
        if self.about(asked).contacts.pop(asked["AlternateContactType"], None) is None:
            raise _no_contact()

    def get_primary_email(self, **asked: Any) -> dict[str, Any]:
        """Return the address of a member's root user; there is no other way to ask."""
        return {"PrimaryEmail": self.about(asked).email}

    def about(self, asked: dict[str, Any]) -> Account:
        """Return the account that is asked about, if the caller may."""
        wanted = asked.get("AccountId")
        if not wanted:
            return WORLD.account(self.account_id)
        organization = STORE.of(self.account_id)
        if organization is None or not self._may_ask(organization):
            raise _denied(self.account_id)
        if wanted == organization.management or wanted not in organization.members:
            raise _denied(self.account_id)
        if organization.feature_set != "ALL" or SERVICE not in organization.trusted:
            raise AwsError(
                "AccessDeniedException",
                "The organization has no trusted access enabled for the Account Management "
                "service.",
            )
        return WORLD.account(str(wanted))

    def _may_ask(self, organization: Any) -> bool:
        delegated = organization.delegated.get(self.account_id, {})
        return self.account_id == organization.management or SERVICE in delegated


def _denied(account: str) -> AwsError:
    return AwsError(
        "AccessDeniedException",
        f"An identity of account {account} is not authorized to use that AccountId: it has to be "
        "a member of an organization that the caller manages.",
    )


def _no_contact() -> AwsError:
    return AwsError(
        "ResourceNotFoundException", "No contact of the inputted alternate contact type found."
    )
