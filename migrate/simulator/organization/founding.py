"""An organization begins and ends."""

from __future__ import annotations

from typing import Any

from migrate.simulator import clock
from migrate.simulator.framework import AwsError
from migrate.simulator.organization.attachments import attach_defaults
from migrate.simulator.organization.errors import handshake_violation, violation
from migrate.simulator.organization.handshakes import end, pending
from migrate.simulator.organization.model import (
    INVITED,
    LEFT,
    TYPE_SCP,
    Member,
    Organization,
    Switch,
)
from migrate.simulator.organization.roles import service_linked_role
from migrate.simulator.organization.standing import joined, managed
from migrate.simulator.organization.store import STORE
from migrate.simulator.world import WORLD


class Founding:
    """CreateOrganization and what it brings about."""

    account_id: str

    def create_organization(self, **asked: Any) -> dict[str, Any]:
        """Make the caller's account the management account of a new organization."""
        if STORE.of(self.account_id) is not None:
            raise AwsError(
                "AlreadyInOrganizationException",
                "The AWS account is already a member of an organization.",
            )
        _require_complete(self.account_id)
        found = _found(self.account_id, asked.get("FeatureSet") or "ALL")
        service_linked_role(self.account_id)
        return {"Organization": _public(found)}

    def describe_organization(self, **asked: Any) -> dict[str, Any]:
        """Show the organization to any account in it."""
        del asked
        return {"Organization": _public(joined(self.account_id))}

    def delete_organization(self, **asked: Any) -> None:
        """End an organization that has no other account."""
        del asked
        organization = managed(self.account_id)
        if len(organization.members) > 1 or _being_created(organization):
            raise AwsError(
                "OrganizationNotEmptyException",
                "The organization isn't empty. To delete an organization, you must first remove "
                "all accounts except the management account.",
            )
        for sent in STORE.handshakes.values():
            if sent.organization == organization.id and pending(sent):
                end(sent, "CANCELED")
        STORE.end(self.account_id, LEFT)
        del STORE.organizations[organization.id]

    def enable_all_features(self, **asked: Any) -> dict[str, Any]:
        """Refuse an organization that has all features; the long way to them is not simulated."""
        del asked
        if managed(self.account_id).feature_set == "ALL":
            raise handshake_violation(
                "ORGANIZATION_ALREADY_HAS_ALL_FEATURES",
                "Your organization has already enabled all features.",
            )
        raise NotImplementedError


def _require_complete(account: str) -> None:
    """Refuse an account whose sign-up is not finished."""
    known = WORLD.account(account)
    if known.state != "ACTIVE":
        raise violation(
            "ACCOUNT_CREATION_NOT_COMPLETE",
            "Your account setup isn't complete or your account isn't fully active.",
        )
    if not known.payment:
        raise violation(
            "MASTER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED",
            "To create an organization with this management account, you first must associate a "
            "valid payment instrument with the account.",
        )
    if known.contact is None:
        raise violation(
            "MASTER_ACCOUNT_MISSING_CONTACT_INFO",
            "You must first provide a valid contact address and phone number for the management "
            "account.",
        )


def _found(account: str, feature_set: str) -> Organization:
    settings = STORE.settings
    now = clock.now()
    made = Organization(
        id=STORE.new_id("o-", 10),
        root=STORE.new_id("r-", 4),
        management=account,
        feature_set=feature_set,
        founded=now,
        ready=now + settings.finalizing,
        account_limit=settings.accounts,
    )
    STORE.organizations[made.id] = made
    if feature_set == "ALL":
        made.policy_types[TYPE_SCP] = Switch(on=True, settles=now)
    attach_defaults(made, made.root)
    STORE.begin(made, Member(account, made.root, now, INVITED))
    attach_defaults(made, account)
    return made


def _being_created(organization: Organization) -> bool:
    return any(not c.account and not c.failure for c in organization.creations.values())


def _public(organization: Organization) -> dict[str, Any]:
    found: dict[str, Any] = {
        "Id": organization.id,
        "Arn": organization.arn("organization"),
        "FeatureSet": organization.feature_set,
        "MasterAccountArn": organization.arn("account", organization.management),
        "MasterAccountId": organization.management,
        "MasterAccountEmail": WORLD.account(organization.management).email,
    }
    if organization.feature_set == "ALL":
        found["AvailablePolicyTypes"] = [{"Type": TYPE_SCP, "Status": "ENABLED"}]
    return found
