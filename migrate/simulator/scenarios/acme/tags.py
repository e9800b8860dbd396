"""How people tag: five spellings of one thing, typos, and leftovers without any tag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.simulator.scenarios.acme.company import TEAMS, number, pick

_KEYS = ("env", "env", "env", "env", "Env", "environment", "Environment", "stage", "enviroment")
_SPELLED: Mapping[str, tuple[str, ...]] = {
    "prod": ("prod", "prod", "prod", "production", "Prod", "PRD", "live"),
    "stage": ("stage", "stage", "staging", "stg", "Stage"),
    "dev": ("dev", "dev", "development", "Dev", "devel"),
    "ci": ("ci", "ci", "tools", "build"),
    "data": ("prod", "data", "analytics"),
    "sandbox": ("sandbox", "test", "tmp", "poc"),
}
_OWNERS = ("team", "team", "Team", "owner", "Owner")
_CENTERS = ("CostCenter", "CostCenter", "cost-center", "costcentre")
UNTAGGED, NAMED = 17, 26
"""Of a hundred resources so many have no tag, and further ones only a name."""


def tags(name: str, env: str = "", app: str = "") -> dict[str, str]:
    """Return the tags that somebody gave a resource of that name."""
    habit = number(f"habit {name}", 100)
    if habit < UNTAGGED or not env:
        return {}
    if habit < NAMED:
        return {"Name": name}
    found = {"Name": name, pick(f"key {name}", _KEYS): pick(f"value {name}", _SPELLED[env])}
    team = TEAMS.get(app)
    if team and habit % 3:
        found[pick(f"owner {name}", _OWNERS)] = team
    if app and habit % 4 == 0:
        found["app"] = app
    if habit % 7 == 0:
        found[pick(f"center {name}", _CENTERS)] = str(4100 + number(env + app, 9) * 10)
    if habit % 11 == 0:
        found["managed-by"] = pick(f"by {name}", ("terraform", "Terraform", "hand", "cdk"))
    return found


def pairs(found: Mapping[str, str]) -> list[dict[str, str]]:
    """Write tags as most services want them."""
    return [{"Key": key, "Value": value} for key, value in found.items()]


def lower(found: Mapping[str, str]) -> list[dict[str, str]]:
    """Write tags as ECS and CodeBuild want them."""
    return [{"key": key, "value": value} for key, value in found.items()]


def marked(kind: str, found: Mapping[str, str]) -> list[dict[str, Any]]:
    """Write tags as EC2 wants them when something is made."""
    return [{"ResourceType": kind, "Tags": pairs(found)}] if found else []
