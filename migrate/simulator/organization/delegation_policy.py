"""The policy by which policy management is delegated; and billing transfers: there are none."""

from __future__ import annotations

import json
from typing import Any

from migrate.simulator.framework import AwsError
from migrate.simulator.organization.errors import invalid, missing
from migrate.simulator.organization.model import Organization, ResourcePolicy
from migrate.simulator.organization.paging import page
from migrate.simulator.organization.standing import managed, readable
from migrate.simulator.organization.store import STORE
from migrate.simulator.organization.tags import checked_tags


class DelegationPolicy:
    """PutResourcePolicy and what goes with it."""

    account_id: str

    def put_resource_policy(self, **asked: Any) -> dict[str, Any]:
        """Keep the policy, or replace it."""
        organization = managed(self.account_id)
        _require_json(asked["Content"])
        tags = checked_tags(asked.get("Tags"))
        found = organization.resource_policy
        made = ResourcePolicy(found.id if found else STORE.new_id("rp-", 8), asked["Content"])
        organization.resource_policy = made
        organization.tags[made.id] = tags or organization.tags.get(made.id, {})
        return {"ResourcePolicy": _public(organization, made)}

    def describe_resource_policy(self, **asked: Any) -> dict[str, Any]:
        """Show the policy."""
        del asked
        organization = readable(self.account_id)
        return {"ResourcePolicy": _public(organization, _there(organization))}

    def delete_resource_policy(self, **asked: Any) -> None:
        """Delete the policy."""
        del asked
        organization = managed(self.account_id)
        organization.tags.pop(_there(organization).id, None)
        organization.resource_policy = None


class Transfers:
    """Billing transfers between organizations: nobody can send one, so all lists are empty."""

    account_id: str

    def list_inbound_responsibility_transfers(self, **asked: Any) -> dict[str, Any]:
        """List what others asked of the organization."""
        managed(self.account_id)
        if asked.get("Id"):
            raise missing("ResponsibilityTransfer", "a transfer with the id")
        return page("ResponsibilityTransfers", [], asked)

    def list_outbound_responsibility_transfers(self, **asked: Any) -> dict[str, Any]:
        """List what the organization asked of others."""
        managed(self.account_id)
        return page("ResponsibilityTransfers", [], asked)

    def describe_responsibility_transfer(self, **asked: Any) -> dict[str, Any]:
        """Find none."""
        del asked
        managed(self.account_id)
        raise missing("ResponsibilityTransfer", "a transfer with the id")


def _require_json(content: str) -> None:
    try:
        document = json.loads(content)
    except ValueError:
        document = None
    if not isinstance(document, dict) or not document.get("Statement"):
        raise invalid("INVALID_RESOURCE_POLICY_JSON", "The resource policy is not valid JSON.")


def _there(organization: Organization) -> ResourcePolicy:
    if organization.resource_policy is None:
        raise AwsError(
            "ResourcePolicyNotFoundException", "We can't find a resource policy request."
        )
    return organization.resource_policy


def _public(organization: Organization, policy: ResourcePolicy) -> dict[str, Any]:
    arn = organization.arn("resourcepolicy", policy.id)
    return {
        "ResourcePolicySummary": {"Id": policy.id, "Arn": arn},
        "Content": policy.content,
    }
