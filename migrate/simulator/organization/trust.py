"""Trusted access and delegated administrators."""

from __future__ import annotations

import re
from typing import Any

from migrate.simulator import clock
from migrate.simulator.framework import AwsError
from migrate.simulator.organization.errors import invalid, violation
from migrate.simulator.organization.members import shown
from migrate.simulator.organization.model import Organization
from migrate.simulator.organization.paging import page
from migrate.simulator.organization.policy_types import NEEDS_SERVICE
from migrate.simulator.organization.standing import managed, member, readable
from migrate.simulator.organization.switches import status
from migrate.simulator.world import WORLD

_PRINCIPAL = re.compile(r"([a-z0-9-]+\.)+amazon(aws)?\.com")
ONE = frozenset(
    f"{name}.amazonaws.com"
    for name in ("guardduty", "securityhub", "macie", "inspector2", "detective", "sso")
)
"""Services that have one delegated administrator (aws docs, page of each service)."""
MOST = 3
"""Delegated administrators of any other service (botocore config PutConformancePack: up to 3)."""


class Trust:
    """Which services may look into the organization, and who runs them."""

    account_id: str

    def enable_aws_service_access(self, **asked: Any) -> None:
        """Trust a service; doing it again changes nothing."""
        organization = managed(self.account_id)
        _require_all_features(organization)
        principal = _recognised(asked["ServicePrincipal"])
        organization.trusted.setdefault(principal, clock.now())

    def disable_aws_service_access(self, **asked: Any) -> None:
        """Stop trusting a service."""
        organization = managed(self.account_id)
        principal = _recognised(asked["ServicePrincipal"])
        types = [kind for kind, service in NEEDS_SERVICE.items() if service == principal]
        if any(status(organization, kind) for kind in types):
            raise violation(
                "POLICY_TYPE_ENABLED_FOR_THIS_SERVICE", "You must first disable the policy type."
            )
        organization.trusted.pop(principal, None)

    def list_aws_service_access_for_organization(self, **asked: Any) -> dict[str, Any]:
        """List the trusted services."""
        organization = readable(self.account_id)
        found = [
            {"ServicePrincipal": principal, "DateEnabled": since}
            for principal, since in sorted(organization.trusted.items())
        ]
        return page("EnabledServicePrincipals", found, asked)

    def register_delegated_administrator(self, **asked: Any) -> None:
        """Let a member run a trusted service for the organization."""
        organization = managed(self.account_id)
        account = member(organization, asked["AccountId"]).id
        principal = _recognised(asked["ServicePrincipal"])
        _require_delegable(organization, account, principal)
        organization.delegated.setdefault(account, {})[principal] = clock.now()

    def deregister_delegated_administrator(self, **asked: Any) -> None:
        """Take a service away from a delegated administrator."""
        organization = managed(self.account_id)
        account = member(organization, asked["AccountId"]).id
        services = _services(organization, account)
        if services.pop(_recognised(asked["ServicePrincipal"]), None) is None:
            raise _not_registered()
        if not services:
            del organization.delegated[account]

    def list_delegated_administrators(self, **asked: Any) -> dict[str, Any]:
        """List the delegated administrators, of one service if it is named."""
        organization = readable(self.account_id)
        wanted = asked.get("ServicePrincipal")
        found = [
            _public(organization, account, min(services.values()))
            for account, services in organization.delegated.items()
            if not wanted or wanted in services
        ]
        return page("DelegatedAdministrators", found, asked)

    def list_delegated_services_for_account(self, **asked: Any) -> dict[str, Any]:
        """List what a delegated administrator runs."""
        organization = readable(self.account_id)
        account = member(organization, asked["AccountId"]).id
        found = [
            {"ServicePrincipal": principal, "DelegationEnabledDate": since}
            for principal, since in _services(organization, account).items()
        ]
        return page("DelegatedServices", found, asked)


def _recognised(principal: str) -> str:
    if not _PRINCIPAL.fullmatch(principal):
        raise invalid(
            "UNRECOGNIZED_SERVICE_PRINCIPAL",
            "You specified an unrecognized service principal.",
        )
    return principal


def _require_all_features(organization: Organization) -> None:
    if organization.feature_set != "ALL":
        raise violation(
            "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE", "The operation requires all features."
        )


def _require_delegable(organization: Organization, account: str, principal: str) -> None:
    if account == organization.management:
        raise violation(
            "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
            "You cannot register the management account as a delegated administrator.",
        )
    if WORLD.account(account).state != "ACTIVE":
        raise violation(
            "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR",
            "You cannot register a suspended account as a delegated administrator.",
        )
    if principal not in organization.trusted:
        raise violation(
            "SERVICE_ACCESS_NOT_ENABLED",
            "You must enable service access before you register a delegated administrator.",
        )
    if principal in organization.delegated.get(account, {}):
        raise AwsError(
            "AccountAlreadyRegisteredException",
            "The provided account is already a delegated administrator for your organization.",
        )
    others = sum(principal in services for services in organization.delegated.values())
    if others and principal in ONE:
        raise violation(
            "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE",
            "The service already has a delegated administrator.",
        )
    if others >= MOST:
        raise violation(
            "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED",
            "You have exceeded the number of delegated administrators for the service.",
        )


def _services(organization: Organization, account: str) -> dict[str, Any]:
    found = organization.delegated.get(account)
    if not found:
        raise _not_registered()
    return found


def _not_registered() -> AwsError:
    return AwsError(
        "AccountNotRegisteredException",
        "The provided account is not a registered delegated administrator for your organization.",
    )


def _public(organization: Organization, account: str, since: Any) -> dict[str, Any]:
    found = shown(organization, organization.members[account])
    found.pop("Paths")
    return found | {"DelegationEnabledDate": since}
