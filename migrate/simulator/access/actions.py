"""The IAM action and the resource of a call (Service Authorization Reference)."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from moto.iam.models import iam_backends

from migrate.simulator.asked import Asked
from migrate.simulator.organization.store import STORE


@functools.cache
def _table() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("migrate.simulator.access").joinpath("actions.json").read_text("utf-8")
    found: Mapping[str, Mapping[str, str]] = json.loads(text)
    return found


def action_of(asked: Asked) -> str:
    """Return the action that allows a call; HTTP verbs where the service is API Gateway."""
    if asked.service in {"apigateway", "apigatewayv2"}:
        return f"apigateway:{asked.request.method}"
    named = _table()["operations"].get(f"{asked.service}:{asked.operation}")
    prefix = _table()["prefixes"].get(asked.service, asked.service)
    return named or f"{prefix}:{asked.operation}"


def resource_of(asked: Asked, account: str) -> str | None:
    """Return the ARN that a call is about, `*` for none; None where it is not known here."""
    found = _RESOURCES.get(asked.service)
    return found(asked.params(), account) if found else None


def _s3(params: Mapping[str, Any], _: str) -> str:
    bucket, key = params.get("Bucket"), params.get("Key")
    if not bucket:
        return "*"
    return f"arn:aws:s3:::{bucket}/{key}" if key else f"arn:aws:s3:::{bucket}"


def _sts(params: Mapping[str, Any], _: str) -> str:
    return str(params.get("RoleArn") or "*")


def _iam(params: Mapping[str, Any], account: str) -> str:
    """Return the role, user, group or policy; what is there already bears its path."""
    iam = iam_backends[account]["aws"]
    roles = {role.name: role.arn for role in iam.roles.values()}
    for member, kind, known in (
        ("RoleName", "role", roles),
        ("UserName", "user", {user.name: user.arn for user in iam.users.values()}),
        ("GroupName", "group", {group.name: group.arn for group in iam.groups.values()}),
        ("InstanceProfileName", "instance-profile", {}),
    ):
        name = params.get(member)
        if name:
            made = f"arn:aws:iam::{account}:{kind}{params.get('Path') or '/'}{name}"
            return str(known.get(name) or made)
    if params.get("PolicyName") and not params.get("PolicyArn"):
        return f"arn:aws:iam::{account}:policy{params.get('Path') or '/'}{params['PolicyName']}"
    return str(params.get("PolicyArn") or "*")


def _organizations(params: Mapping[str, Any], account: str) -> str | None:
    """Return `*` for the calls that name nothing; what they name is not told apart."""
    if not params or STORE.of(account) is None:
        return "*"
    return None


_RESOURCES: Mapping[str, Callable[[Mapping[str, Any], str], str | None]] = {
    "iam": _iam,
    "organizations": _organizations,
    "s3": _s3,
    "sts": _sts,
}
