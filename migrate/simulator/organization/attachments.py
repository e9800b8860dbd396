"""Which policy hangs where."""

from __future__ import annotations

from typing import Any

from migrate.simulator.framework import AwsError
from migrate.simulator.organization.errors import invalid, missing, violation
from migrate.simulator.organization.model import TYPE_RCP, TYPE_SCP, Organization, Policy
from migrate.simulator.organization.paging import page
from migrate.simulator.organization.standing import managed, readable
from migrate.simulator.organization.switches import enabled
from migrate.simulator.world import WORLD

FULL_ACCESS = Policy(
    "p-FullAWSAccess",
    "FullAWSAccess",
    TYPE_SCP,
    "Allows access to every operation",
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    aws_managed=True,
)
RCP_FULL_ACCESS = Policy(
    "p-RCPFullAWSAccess",
    "RCPFullAWSAccess",
    TYPE_RCP,
    "Allows all access to every resource",
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*",'
    '"Resource":"*"}]}',
    aws_managed=True,
)
BY_AWS = {policy.id: policy for policy in (FULL_ACCESS, RCP_FULL_ACCESS)}
MOST = {TYPE_SCP: 10, TYPE_RCP: 5}
"""Policies of a type on one target, the default ones counted (orgs_reference_limits)."""
MOST_OTHERS = 10


class Attachments:
    """AttachPolicy, DetachPolicy and the lists of both directions."""

    account_id: str

    def attach_policy(self, **asked: Any) -> None:
        """Hang a policy on a root, OU or account."""
        organization = managed(self.account_id)
        policy = policy_of(organization, asked["PolicyId"])
        target = target_of(organization, asked["TargetId"])
        if not enabled(organization, policy.type):
            raise AwsError(
                "PolicyTypeNotEnabledException",
                f"The policy type {policy.type} isn't enabled in this root.",
            )
        there = organization.attached.setdefault(target, [])
        if policy.id in there:
            raise AwsError(
                "DuplicatePolicyAttachmentException",
                "The selected policy is already attached to the specified target.",
            )
        if len(of_type(organization, target, policy.type)) >= MOST.get(policy.type, MOST_OTHERS):
            raise violation(
                "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                f"You have attached the maximum number of policies of type {policy.type} to the "
                "target.",
            )
        there.append(policy.id)

    def detach_policy(self, **asked: Any) -> None:
        """Take a policy off; the last service control policy stays."""
        organization = managed(self.account_id)
        policy = policy_of(organization, asked["PolicyId"])
        target = target_of(organization, asked["TargetId"])
        if policy.id not in organization.attached.get(target, []):
            raise AwsError(
                "PolicyNotAttachedException",
                "The policy isn't attached to the specified target in the specified root.",
            )
        if policy.id == RCP_FULL_ACCESS.id:
            raise invalid("NON_DETACHABLE_POLICY", "You can't detach this AWS managed policy.")
        if policy.type == TYPE_SCP and len(of_type(organization, target, TYPE_SCP)) == 1:
            raise violation(
                "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                "You cannot remove the last policy attached to the specified target. You must "
                "have at least one attached at all times.",
            )
        organization.attached[target].remove(policy.id)

    def list_policies_for_target(self, **asked: Any) -> dict[str, Any]:
        """List what hangs directly on a root, OU or account."""
        organization = readable(self.account_id)
        target = target_of(organization, asked["TargetId"])
        found = of_type(organization, target, asked["Filter"])
        return page("Policies", [summary(organization, policy) for policy in found], asked)

    def list_targets_for_policy(self, **asked: Any) -> dict[str, Any]:
        """List where a policy hangs."""
        organization = readable(self.account_id)
        policy = policy_of(organization, asked["PolicyId"])
        targets = [
            _target(organization, target)
            for target in organization.places()
            if policy.id in organization.attached.get(target, [])
        ]
        return page("Targets", targets, asked)


def attach_defaults(organization: Organization, target: str) -> None:
    """Hang on a new target what AWS hangs on every one while the type is enabled."""
    there = organization.attached.setdefault(target, [])
    for policy in BY_AWS.values():
        if enabled(organization, policy.type) and policy.id not in there:
            there.append(policy.id)


def policy_of(organization: Organization, identifier: str) -> Policy:
    """Return a policy of the organization or of AWS."""
    found = BY_AWS.get(identifier) or organization.policies.get(identifier)
    if found is None:
        raise missing("Policy", "a policy with the PolicyId")
    return found


def target_of(organization: Organization, identifier: str) -> str:
    """Return a root, OU or account that is there."""
    if identifier not in organization.places():
        raise missing("Target", "a root, OU, account, or policy with the TargetId")
    return identifier


def of_type(organization: Organization, target: str, kind: str) -> list[Policy]:
    """Return the policies of one type that hang directly on a target."""
    found = [policy_of(organization, one) for one in organization.attached.get(target, ())]
    return [policy for policy in found if policy.type == kind]


def summary(organization: Organization, policy: Policy) -> dict[str, Any]:
    """Return a PolicySummary."""
    kind = policy.type.lower()
    arn = organization.arn("policy", kind, policy.id)
    if policy.aws_managed:
        arn = f"arn:aws:organizations::aws:policy/{kind}/{policy.id}"
    return {
        "Id": policy.id,
        "Arn": arn,
        "Name": policy.name,
        "Description": policy.description,
        "Type": policy.type,
        "AwsManaged": policy.aws_managed,
    }


def _target(organization: Organization, target: str) -> dict[str, Any]:
    if target == organization.root:
        return {
            "TargetId": target,
            "Arn": organization.arn("root", target),
            "Name": "Root",
            "Type": "ROOT",
        }
    if target in organization.units:
        return {
            "TargetId": target,
            "Arn": organization.arn("ou", target),
            "Name": organization.units[target].name,
            "Type": "ORGANIZATIONAL_UNIT",
        }
    return {
        "TargetId": target,
        "Arn": organization.arn("account", target),
        "Name": WORLD.account(target).name,
        "Type": "ACCOUNT",
    }
