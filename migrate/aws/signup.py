"""What can be read of an account's own set-up: state, plan, root user, contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from migrate.aws.account import Account
from migrate.core.errors import NotFound

CONTACTS = ("BILLING", "OPERATIONS", "SECURITY")
"""Types of alternate contacts (botocore AlternateContactType)."""


@dataclass(frozen=True, slots=True)
class Signup:
    """How far an account is set up."""

    account: Account

    def information(self) -> Mapping[str, Any]:
        """Return GetAccountInformation: AccountState, AccountCreatedDate, AccountName."""
        answer: Mapping[str, Any] = self.account.call("account", "get_account_information")
        return answer

    def plan(self) -> str:
        """Return `FREE` or `PAID` (botocore freetier GetAccountPlanState)."""
        answer = self.account.call("freetier", "get_account_plan_state")
        return str(answer["accountPlanType"])

    def contact(self) -> Mapping[str, Any] | None:
        """Return the contact information, or None while there is none."""
        try:
            answer = self.account.call("account", "get_contact_information")
        except NotFound:
            return None
        found: Mapping[str, Any] = answer["ContactInformation"]
        return found

    def missing_contacts(self) -> tuple[str, ...]:
        """Return the types of alternate contacts that are not set."""
        return tuple(kind for kind in CONTACTS if not self._has(kind))

    def _has(self, kind: str) -> bool:
        try:
            self.account.call("account", "get_alternate_contact", AlternateContactType=kind)
        except NotFound:
            return False
        return True
