"""Tags on accounts, the root, OUs and policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from migrate.simulator.organization.errors import invalid, missing, violation
from migrate.simulator.organization.model import Organization
from migrate.simulator.organization.paging import page
from migrate.simulator.organization.standing import managed, readable

MOST = 50


class Tags:
    """TagResource, UntagResource, ListTagsForResource."""

    account_id: str

    def tag_resource(self, **asked: Any) -> None:
        """Add tags, or give them other values."""
        organization = managed(self.account_id)
        resource = _resource(organization, asked["ResourceId"])
        found = organization.tags.get(resource, {}) | checked_tags(asked["Tags"])
        _require_room(found)
        organization.tags[resource] = found

    def untag_resource(self, **asked: Any) -> None:
        """Remove tags; those that are not there are no error."""
        organization = managed(self.account_id)
        resource = _resource(organization, asked["ResourceId"])
        _refuse_system(asked["TagKeys"])
        for key in asked["TagKeys"]:
            organization.tags.get(resource, {}).pop(key, None)

    def list_tags_for_resource(self, **asked: Any) -> dict[str, Any]:
        """List the tags of one resource."""
        organization = readable(self.account_id)
        resource = _resource(organization, asked["ResourceId"])
        tags = organization.tags.get(resource, {})
        return page("Tags", [{"Key": k, "Value": v} for k, v in tags.items()], asked)


def checked_tags(given: Sequence[Mapping[str, str]] | None) -> dict[str, str]:
    """Return tags that AWS would take; one that it would not fails the whole request."""
    found: dict[str, str] = {}
    _refuse_system([tag["Key"] for tag in given or ()])
    for tag in given or ():
        if tag["Key"] in found:
            raise invalid("DUPLICATE_TAG_KEY", "Tag keys must be unique.")
        found[tag["Key"]] = tag["Value"]
    _require_room(found)
    return found


def _refuse_system(keys: Sequence[str]) -> None:
    if any(key.lower().startswith("aws:") for key in keys):
        raise invalid(
            "INVALID_SYSTEM_TAGS_PARAMETER", "You specified a tag key that is a system tag."
        )


def _require_room(tags: Mapping[str, str]) -> None:
    if len(tags) > MOST:
        raise violation(
            "MAX_TAG_LIMIT_EXCEEDED",
            "You have exceeded the number of tags allowed on this resource.",
        )


def _resource(organization: Organization, identifier: str) -> str:
    policy = organization.resource_policy
    known = [*organization.places(), *organization.policies, policy.id if policy else ""]
    if identifier not in known:
        raise missing("Target", "a root, OU, account, or policy with the TargetId")
    return identifier
