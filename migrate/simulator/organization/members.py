"""The accounts of an organization: listed, moved, removed, closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from migrate.simulator import clock
from migrate.simulator.framework import AwsError
from migrate.simulator.organization.errors import missing, violation
from migrate.simulator.organization.model import Member, Organization
from migrate.simulator.organization.paging import page
from migrate.simulator.organization.standing import managed, member, place, readable
from migrate.simulator.organization.store import STORE
from migrate.simulator.world import WORLD

STATUS_RETIRED = datetime(2026, 9, 9, tzinfo=UTC)
_STATUS = {"ACTIVE": "ACTIVE", "PENDING_ACTIVATION": "ACTIVE", "PENDING_CLOSURE": "PENDING_CLOSURE"}
AT_ONCE = 3
"""Closings that may be under way at a time; AWS names no number."""
CLOSED_IN_30_DAYS = (250, 0.2, 1000)
"""The higher of a number and a share of the accounts, and the most (botocore CloseAccount)."""


class Members:
    """Accounts as the management account sees them."""

    account_id: str

    def list_accounts(self, **asked: Any) -> dict[str, Any]:
        """List all accounts."""
        organization = readable(self.account_id)
        found = [shown(organization, one) for one in organization.members.values()]
        return page("Accounts", found, asked)

    def list_accounts_for_parent(self, **asked: Any) -> dict[str, Any]:
        """List the accounts directly under a root or OU."""
        organization = readable(self.account_id)
        parent = place(organization, asked["ParentId"])
        found = [m for m in organization.members.values() if m.parent == parent]
        return page("Accounts", [shown(organization, one) for one in found], asked)

    def list_accounts_with_invalid_effective_policy(self, **asked: Any) -> dict[str, Any]:
        """List no account: effective policies here are merged without fail."""
        readable(self.account_id)
        return {"PolicyType": asked["PolicyType"], **page("Accounts", [], asked)}

    def describe_account(self, **asked: Any) -> dict[str, Any]:
        """Show one account."""
        organization = readable(self.account_id)
        return {"Account": shown(organization, member(organization, asked["AccountId"]))}

    def move_account(self, **asked: Any) -> None:
        """Move an account from the parent that holds it to another."""
        organization = managed(self.account_id)
        moved = member(organization, asked["AccountId"])
        source = place(organization, asked["SourceParentId"], "SourceParent")
        destination = place(organization, asked["DestinationParentId"], "DestinationParent")
        if moved.parent == destination:
            raise AwsError(
                "DuplicateAccountException",
                "That account is already present in the specified destination.",
            )
        if moved.parent != source:
            raise missing("SourceParent", "a source root or OU that holds the account")
        moved.parent = destination

    def close_account(self, **asked: Any) -> None:
        """Begin to close an account; it is suspended some minutes later."""
        organization = managed(self.account_id)
        if organization.feature_set != "ALL":
            raise violation(
                "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE", "The operation requires all features."
            )
        closed = member(organization, asked["AccountId"])
        _require_closable(organization, closed)
        closed.closing = clock.now()
        WORLD.account(closed.id).state = "PENDING_CLOSURE"


def shown(organization: Organization, one: Member) -> dict[str, Any]:
    """Return an Account; `Status` was retired on 2026-09-09 (botocore Account)."""
    known = WORLD.account(one.id)
    found = {
        "Id": one.id,
        "Arn": organization.arn("account", one.id),
        "Email": known.email,
        "Name": known.name,
        "State": known.state,
        "Paths": [organization.path(one.id)],
        "JoinedMethod": one.method,
        "JoinedTimestamp": one.joined,
    }
    if clock.now() < STATUS_RETIRED:
        found["Status"] = _STATUS.get(known.state, "SUSPENDED")
    return found


def _require_closable(organization: Organization, closed: Member) -> None:
    if closed.id == organization.management:
        raise violation(
            "CANNOT_CLOSE_MANAGEMENT_ACCOUNT", "You can't close the management account."
        )
    if WORLD.account(closed.id).state in {"SUSPENDED", "CLOSED"}:
        raise AwsError(
            "AccountAlreadyClosedException",
            "You attempted to close an account that is already closed.",
        )
    if closed.closing is not None:
        raise AwsError("ConflictException", "The account is being closed.")
    begun = [m.closing for m in organization.members.values() if m.closing is not None]
    soon = clock.now() - STORE.settings.closing
    if sum(moment > soon for moment in begun) >= AT_ONCE:
        raise violation(
            "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED", "Too many accounts are being closed at once."
        )
    least, share, most = CLOSED_IN_30_DAYS
    quota = min(most, max(least, int(share * len(organization.members))))
    month = clock.now() - timedelta(days=30)
    if sum(moment > month for moment in begun) >= quota:
        raise violation(
            "CLOSE_ACCOUNT_QUOTA_EXCEEDED", "You have exceeded close account quota for 30 days."
        )
