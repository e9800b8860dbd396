"""The root and its organizational units."""

from __future__ import annotations

from typing import Any

from migrate.simulator.framework import AwsError
from migrate.simulator.organization.attachments import attach_defaults
from migrate.simulator.organization.errors import missing, violation
from migrate.simulator.organization.model import Organization, Unit
from migrate.simulator.organization.paging import page
from migrate.simulator.organization.standing import managed, place, readable
from migrate.simulator.organization.store import STORE
from migrate.simulator.organization.switches import root
from migrate.simulator.organization.tags import checked_tags

DEEPEST = 5
"""Levels of OUs under the root (botocore CreateOrganizationalUnit)."""
MOST = 2000


class Tree:
    """Roots, OUs, parents and children."""

    account_id: str

    def list_roots(self, **asked: Any) -> dict[str, Any]:
        """List the one root."""
        return page("Roots", [root(readable(self.account_id))], asked)

    def create_organizational_unit(self, **asked: Any) -> dict[str, Any]:
        """Make an OU; its name is unique among its siblings only."""
        organization = managed(self.account_id)
        parent = place(organization, asked["ParentId"])
        tags = checked_tags(asked.get("Tags"))
        _require_free(organization, parent, asked["Name"])
        if len(organization.line(parent)) > DEEPEST:
            raise violation(
                "OU_DEPTH_LIMIT_EXCEEDED", "You attempted to create an OU tree that is too deep."
            )
        if len(organization.units) >= MOST:
            raise violation(
                "OU_NUMBER_LIMIT_EXCEEDED", "You have exceeded the number of OUs you can have."
            )
        made = Unit(STORE.new_id(f"ou-{organization.root[2:]}-", 8), asked["Name"], parent)
        organization.units[made.id] = made
        organization.tags[made.id] = tags
        attach_defaults(organization, made.id)
        return {"OrganizationalUnit": _public(organization, made)}

    def describe_organizational_unit(self, **asked: Any) -> dict[str, Any]:
        """Show one OU."""
        organization = readable(self.account_id)
        found = _unit(organization, asked["OrganizationalUnitId"])
        return {"OrganizationalUnit": _public(organization, found)}

    def update_organizational_unit(self, **asked: Any) -> dict[str, Any]:
        """Rename an OU."""
        organization = managed(self.account_id)
        found = _unit(organization, asked["OrganizationalUnitId"])
        name = asked.get("Name") or found.name
        if name != found.name:
            _require_free(organization, found.parent, name)
            found.name = name
        return {"OrganizationalUnit": _public(organization, found)}

    def delete_organizational_unit(self, **asked: Any) -> None:
        """Delete an OU that holds nothing."""
        organization = managed(self.account_id)
        found = _unit(organization, asked["OrganizationalUnitId"])
        if _below(organization, found.id):
            raise AwsError(
                "OrganizationalUnitNotEmptyException",
                "The specified OU isn't empty. Move all accounts to another root or OU, or "
                "remove all child OUs, and try the operation again.",
            )
        del organization.units[found.id]
        organization.attached.pop(found.id, None)
        organization.tags.pop(found.id, None)

    def list_organizational_units_for_parent(self, **asked: Any) -> dict[str, Any]:
        """List the OUs directly under a root or OU."""
        organization = readable(self.account_id)
        parent = place(organization, asked["ParentId"])
        units = [u for u in organization.units.values() if u.parent == parent]
        return page("OrganizationalUnits", [_public(organization, u) for u in units], asked)

    def list_parents(self, **asked: Any) -> dict[str, Any]:
        """Name the one parent of an OU or account."""
        organization = readable(self.account_id)
        child = asked["ChildId"]
        found = organization.units.get(child) or organization.members.get(child)
        if found is None:
            raise missing("Child", "an organizational unit or account with the ChildId")
        kind = "ROOT" if found.parent == organization.root else "ORGANIZATIONAL_UNIT"
        return page("Parents", [{"Id": found.parent, "Type": kind}], asked)

    def list_children(self, **asked: Any) -> dict[str, Any]:
        """List the ids directly under a root or OU, of one kind."""
        organization = readable(self.account_id)
        parent, kind = place(organization, asked["ParentId"]), asked["ChildType"]
        accounts = kind == "ACCOUNT"
        known = organization.members if accounts else organization.units
        found = [one for one in _below(organization, parent) if one in known]
        return page("Children", [{"Id": one, "Type": kind} for one in found], asked)


def _require_free(organization: Organization, parent: str, name: str) -> None:
    if any(u.parent == parent and u.name == name for u in organization.units.values()):
        raise AwsError(
            "DuplicateOrganizationalUnitException", "An OU with the same name already exists."
        )


def _unit(organization: Organization, identifier: str) -> Unit:
    found = organization.units.get(identifier)
    if found is None:
        raise missing("OrganizationalUnit", "an OU with the OrganizationalUnitId")
    return found


def _below(organization: Organization, parent: str) -> list[str]:
    units = [u.id for u in organization.units.values() if u.parent == parent]
    return units + [m.id for m in organization.members.values() if m.parent == parent]


def _public(organization: Organization, unit: Unit) -> dict[str, Any]:
    return {
        "Id": unit.id,
        "Arn": organization.arn("ou", unit.id),
        "Name": unit.name,
        "Path": organization.path(unit.id),
    }
