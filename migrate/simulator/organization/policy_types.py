"""EnablePolicyType and DisablePolicyType: both return at once and take effect later."""

from __future__ import annotations

from typing import Any

from migrate.simulator import clock
from migrate.simulator.framework import AwsError
from migrate.simulator.organization.attachments import BY_AWS, policy_of
from migrate.simulator.organization.errors import missing, violation
from migrate.simulator.organization.model import Organization, Switch
from migrate.simulator.organization.standing import managed
from migrate.simulator.organization.store import STORE
from migrate.simulator.organization.switches import root, status

NEEDS_SERVICE = {
    "SECURITYHUB_POLICY": "securityhub.amazonaws.com",
    "SECURITYHUB_CSPM_POLICY": "securityhub.amazonaws.com",
    "INSPECTOR_POLICY": "inspector2.amazonaws.com",
    "GUARDDUTY_POLICY": "guardduty.amazonaws.com",
}
"""Types that need trusted access first (botocore ConstraintViolationException:
SERVICE_ACCESS_NOT_ENABLED, POLICY_TYPE_ENABLED_FOR_THIS_SERVICE); which ones is our reading."""


class PolicyTypes:
    """What can be attached at all."""

    account_id: str

    def enable_policy_type(self, **asked: Any) -> dict[str, Any]:
        """Begin to enable a type; ListRoots tells when it is."""
        organization, kind = self._asked(asked)
        if organization.feature_set != "ALL":
            raise AwsError(
                "PolicyTypeNotAvailableForOrganizationException",
                "You can't use the specified policy type with the feature set currently enabled "
                "for this organization.",
            )
        if status(organization, kind) == "ENABLED":
            raise AwsError(
                "PolicyTypeAlreadyEnabledException",
                "The specified policy type is already enabled in the specified root.",
            )
        if status(organization, kind):
            raise _busy()
        service = NEEDS_SERVICE.get(kind)
        if service and service not in organization.trusted:
            raise violation(
                "SERVICE_ACCESS_NOT_ENABLED",
                "You must enable service access before you enable this policy type.",
            )
        settles = clock.now() + STORE.settings.switching
        organization.policy_types[kind] = Switch(on=True, settles=settles)
        for target in organization.places():
            _attach_default(organization, target, kind)
        return {"Root": root(organization)}

    def disable_policy_type(self, **asked: Any) -> dict[str, Any]:
        """Begin to disable a type; its policies are detached everywhere."""
        organization, kind = self._asked(asked)
        now = status(organization, kind)
        if not now:
            raise AwsError(
                "PolicyTypeNotEnabledException",
                "The specified policy type isn't currently enabled in this root.",
            )
        if now != "ENABLED":
            raise _busy()
        settles = clock.now() + STORE.settings.switching
        organization.policy_types[kind] = Switch(on=False, settles=settles)
        for there in organization.attached.values():
            there[:] = [one for one in there if policy_of(organization, one).type != kind]
        return {"Root": root(organization)}

    def _asked(self, asked: dict[str, Any]) -> tuple[Organization, str]:
        organization = managed(self.account_id)
        if asked["RootId"] != organization.root:
            raise missing("Root", "a root with the RootId")
        return organization, str(asked["PolicyType"])


def _busy() -> AwsError:
    return AwsError(
        "PolicyChangesInProgressException",
        "Changes to the effective policy are in progress, and its contents can't be returned. "
        "Try the operation again later.",
    )


def _attach_default(organization: Organization, target: str, kind: str) -> None:
    there = organization.attached.setdefault(target, [])
    there += [p.id for p in BY_AWS.values() if p.type == kind and p.id not in there]
