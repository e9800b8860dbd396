"""Policy types are switched on and off, which takes AWS a while."""

from __future__ import annotations

from typing import Any

from migrate.simulator import clock
from migrate.simulator.organization.model import Organization


def enabled(organization: Organization, kind: str) -> bool:
    """Tell whether policies of a type can be attached now."""
    return status(organization, kind) == "ENABLED"


def status(organization: Organization, kind: str) -> str:
    """Return ENABLED, PENDING_ENABLE, PENDING_DISABLE, or nothing while a type is off."""
    found = organization.policy_types.get(kind)
    if found is None:
        return ""
    if clock.now() < found.settles:
        return "PENDING_ENABLE" if found.on else "PENDING_DISABLE"
    return "ENABLED" if found.on else ""


def root(organization: Organization) -> dict[str, Any]:
    """Return the root with the types that are on, or about to change."""
    return {
        "Id": organization.root,
        "Arn": organization.arn("root", organization.root),
        "Name": "Root",
        "PolicyTypes": [
            {"Type": kind, "Status": now}
            for kind in organization.policy_types
            if (now := status(organization, kind))
        ],
    }
