"""The world in names: two runs that came to the same end have the same summary.

Ids that AWS draws are left out or replaced by names, times are left out, lists are sorted.
"""

from __future__ import annotations

import json
from typing import Any

from moto.iam.models import iam_backends
from moto.s3.models import s3_backends

from migrate.simulator.organization.attachments import BY_AWS
from migrate.simulator.organization.model import Organization
from migrate.simulator.organization.store import STORE
from migrate.simulator.organization.switches import status
from migrate.simulator.world import WORLD


def summary() -> dict[str, Any]:
    """Return accounts, organizations, handshakes, objects and roles."""
    return {
        "accounts": {name: _account(name) for name in sorted(WORLD.accounts)},
        "organizations": [
            _organization(one)
            for one in sorted(STORE.organizations.values(), key=lambda o: o.management)
        ],
        "handshakes": sorted(_handshakes(), key=json.dumps),
        "creations": sorted(
            [creation.name, creation.email, creation.failure]
            for one in STORE.organizations.values()
            for creation in one.creations.values()
        ),
        "objects": {name: _objects(name) for name in sorted(WORLD.accounts)},
        "roles": {name: _roles(name) for name in sorted(WORLD.accounts)},
        "users": {
            name: sorted(iam_backends[name]["aws"].users)
            for name in sorted(WORLD.accounts)
            if name in iam_backends
        },
    }


def _account(account: str) -> dict[str, Any]:
    known = WORLD.account(account)
    return {
        "name": known.name,
        "email": known.email,
        "state": known.state,
        "root_mfa": known.root_mfa,
        "contact": known.contact is not None,
        "contacts": sorted(known.contacts),
    }


def _organization(one: Organization) -> dict[str, Any]:
    names = _names(one)
    return {
        "management": one.management,
        "features": one.feature_set,
        "units": sorted(names[unit] for unit in one.units),
        "accounts": {
            account: {"in": names[member.parent], "method": member.method}
            for account, member in sorted(one.members.items())
        },
        "policy_types": {kind: status(one, kind) for kind in sorted(one.policy_types)},
        "policies": sorted((policy.name, policy.type) for policy in one.policies.values()),
        "attached": {
            names[place]: sorted(_policy(one, policy) for policy in policies)
            for place, policies in sorted(one.attached.items(), key=lambda row: names[row[0]])
        },
        "trusted": sorted(one.trusted),
        "delegated": {account: sorted(found) for account, found in sorted(one.delegated.items())},
        "tags": {names.get(place, place): tags for place, tags in sorted(one.tags.items()) if tags},
    }


def _names(one: Organization) -> dict[str, str]:
    """Return the path in names of the root, every OU and every account."""
    found = {one.root: "Root", **{account: account for account in one.members}}
    for unit in one.units:
        line = one.line(unit)[1:]
        found[unit] = "/".join(["Root", *(one.units[place].name for place in line)])
    return found


def _policy(one: Organization, policy: str) -> str:
    return (one.policies.get(policy) or BY_AWS[policy]).name


def _handshakes() -> list[dict[str, str]]:
    return [
        {"from": one.sender, "to": one.target, "state": one.state}
        for one in STORE.handshakes.values()
    ]


def _objects(account: str) -> dict[str, dict[str, list[str]]]:
    """Return the hashes of every version of each object, by bucket and key."""
    if account not in s3_backends or "aws" not in s3_backends[account]:
        return {}
    found: dict[str, dict[str, list[str]]] = {}
    for name, bucket in sorted(s3_backends[account]["aws"].buckets.items()):
        for key in sorted(bucket.keys):
            hashes = [version.checksum_value or "" for version in bucket.keys.getlist(key)]
            found.setdefault(name, {})[key] = hashes
    return found


def _roles(account: str) -> dict[str, Any]:
    if account not in iam_backends:
        return {}
    return {
        role.name: {
            "path": role.path,
            "trust": json.loads(role.assume_role_policy_document or "{}"),
            "attached": sorted(role.managed_policies),
            "inline": sorted(role.policies),
        }
        for role in sorted(iam_backends[account]["aws"].roles.values(), key=lambda r: r.name)
    }
