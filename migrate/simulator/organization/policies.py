"""The policies that an organization keeps."""

from __future__ import annotations

import json
from typing import Any

from migrate.simulator.framework import AwsError
from migrate.simulator.organization.attachments import BY_AWS, policy_of, summary
from migrate.simulator.organization.errors import invalid, violation
from migrate.simulator.organization.model import TYPE_RCP, TYPE_SCP, Organization, Policy
from migrate.simulator.organization.paging import page
from migrate.simulator.organization.standing import managed, readable
from migrate.simulator.organization.store import STORE
from migrate.simulator.organization.tags import checked_tags

LONGEST = {TYPE_SCP: 10_240, TYPE_RCP: 5_120, "AISERVICES_OPT_OUT_POLICY": 2_500}
LONGEST_OTHERS = 10_000
"""Characters of a policy (orgs_reference_limits, since 2026-05-15)."""
MOST = {TYPE_SCP: 10_000}
MOST_OTHERS = 1_000


class Policies:
    """Create, read, change and delete policies."""

    account_id: str

    def create_policy(self, **asked: Any) -> dict[str, Any]:
        """Keep a policy; it does nothing until it is attached."""
        organization = managed(self.account_id)
        kind = asked["Type"]
        if organization.feature_set != "ALL":
            raise AwsError(
                "PolicyTypeNotAvailableForOrganizationException",
                "You can't use the specified policy type with the feature set currently enabled.",
            )
        tags = checked_tags(asked.get("Tags"))
        _require_free(organization, kind, asked["Name"])
        _require_sound(kind, asked["Content"])
        same = [one for one in organization.policies.values() if one.type == kind]
        if len(same) >= MOST.get(kind, MOST_OTHERS):
            raise violation("POLICY_NUMBER_LIMIT_EXCEEDED", "You have too many policies.")
        identifier = STORE.new_id("p-", 10)
        made = Policy(identifier, asked["Name"], kind, asked["Description"], asked["Content"])
        organization.policies[made.id] = made
        organization.tags[made.id] = tags
        return {"Policy": _public(organization, made)}

    def describe_policy(self, **asked: Any) -> dict[str, Any]:
        """Show a policy with its content."""
        organization = readable(self.account_id)
        return {"Policy": _public(organization, policy_of(organization, asked["PolicyId"]))}

    def update_policy(self, **asked: Any) -> dict[str, Any]:
        """Change a policy where it hangs."""
        organization = managed(self.account_id)
        found = _own(organization, asked["PolicyId"])
        name = asked.get("Name") or found.name
        if name != found.name:
            _require_free(organization, found.type, name)
        content = asked.get("Content") or found.content
        _require_sound(found.type, content)
        found.name, found.content = name, content
        found.description = asked.get("Description", found.description)
        return {"Policy": _public(organization, found)}

    def delete_policy(self, **asked: Any) -> None:
        """Delete a policy that hangs nowhere."""
        organization = managed(self.account_id)
        found = _own(organization, asked["PolicyId"])
        if any(found.id in there for there in organization.attached.values()):
            raise AwsError(
                "PolicyInUseException",
                "The policy is attached to one or more entities. You must detach it from all "
                "roots, OUs, and accounts before performing this operation.",
            )
        del organization.policies[found.id]
        organization.tags.pop(found.id, None)

    def list_policies(self, **asked: Any) -> dict[str, Any]:
        """List the policies of one type."""
        organization = readable(self.account_id)
        known = [*BY_AWS.values(), *organization.policies.values()]
        found = [summary(organization, one) for one in known if one.type == asked["Filter"]]
        return page("Policies", found, asked)


def _public(organization: Organization, policy: Policy) -> dict[str, Any]:
    return {"PolicySummary": summary(organization, policy), "Content": policy.content}


def _own(organization: Organization, identifier: str) -> Policy:
    found = policy_of(organization, identifier)
    if found.aws_managed:
        raise invalid("IMMUTABLE_POLICY", "You specified a policy that is managed by AWS.")
    return found


def _require_free(organization: Organization, kind: str, name: str) -> None:
    known = [*BY_AWS.values(), *organization.policies.values()]
    if any(one.type == kind and one.name == name for one in known):
        raise AwsError("DuplicatePolicyException", "A policy with the same name already exists.")


def _require_sound(kind: str, content: str) -> None:
    if len(content) > LONGEST.get(kind, LONGEST_OTHERS):
        raise violation(
            "POLICY_CONTENT_LIMIT_EXCEEDED", "You have exceeded the maximum size of a policy."
        )
    try:
        document = json.loads(content)
    except ValueError:
        document = None
    if not isinstance(document, dict) or (
        kind in {TYPE_SCP, TYPE_RCP} and not _statements(document)
    ):
        raise AwsError(
            "MalformedPolicyDocumentException",
            "The provided policy document does not meet the requirements of the specified policy "
            "type.",
        )


def _statements(document: dict[str, Any]) -> bool:
    """Tell whether each statement says what it does, to which actions and resources."""
    found = document.get("Statement")
    found = [found] if isinstance(found, dict) else found
    return isinstance(found, list) and bool(found) and all(_statement(one) for one in found)


def _statement(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and one.get("Effect") in {"Allow", "Deny"}
        and ("Action" in one) != ("NotAction" in one)
        and ("Resource" in one) != ("NotResource" in one)
    )
