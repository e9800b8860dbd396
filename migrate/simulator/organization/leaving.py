"""An account leaves its organization, by its own will or by the management account's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from migrate.simulator import clock
from migrate.simulator.framework import AwsError
from migrate.simulator.organization.errors import violation
from migrate.simulator.organization.model import LEFT, REMOVED, Member, Organization
from migrate.simulator.organization.standing import joined, managed, member
from migrate.simulator.organization.store import STORE
from migrate.simulator.world import WORLD

WAIT = timedelta(days=4)
"""How long a created account has to stay (botocore LeaveOrganization)."""


class Leaving:
    """LeaveOrganization and RemoveAccountFromOrganization."""

    account_id: str

    def leave_organization(self, **asked: Any) -> None:
        """Take the caller's account out."""
        del asked
        organization = joined(self.account_id)
        _require_free_to_go(organization, organization.members[self.account_id])
        depart(organization, self.account_id, LEFT)

    def remove_account_from_organization(self, **asked: Any) -> None:
        """Take a member out."""
        organization = managed(self.account_id)
        leaver = member(organization, asked["AccountId"])
        _require_free_to_go(organization, leaver)
        depart(organization, leaver.id, REMOVED)


def depart(organization: Organization, account: str, how: str) -> None:
    """Let an account be a member no longer: its tags and its policies go with it."""
    del organization.members[account]
    organization.attached.pop(account, None)
    organization.tags.pop(account, None)
    STORE.end(account, how)


def _require_free_to_go(organization: Organization, leaver: Member) -> None:
    if leaver.id == organization.management:
        raise AwsError(
            "MasterCannotLeaveOrganizationException",
            "You can't remove a management account from an organization.",
        )
    if organization.delegated.get(leaver.id):
        raise violation(
            "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
            "You must first deregister this account as a delegated administrator.",
        )
    if leaver.born is not None and clock.now() < leaver.born + WAIT:
        raise violation(
            "WAIT_PERIOD_ACTIVE",
            "You must wait until at least four days after the account was created.",
        )
    _require_standalone(leaver.id)


def _require_standalone(account: str) -> None:
    """Refuse an account that could not stand alone."""
    known = WORLD.account(account)
    if known.state != "ACTIVE":
        raise violation(
            "ACCOUNT_CANNOT_LEAVE_ORGANIZATION", f"The account is {known.state} and has to stay."
        )
    if not known.payment:
        raise violation(
            "MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED",
            "You must first associate a valid payment instrument with the account.",
        )
    if known.phone != "VERIFIED":
        raise violation(
            "ACCOUNT_CANNOT_LEAVE_WITHOUT_PHONE_VERIFICATION",
            "This account requires you to first complete phone verification.",
        )
