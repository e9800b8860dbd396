"""What conditions can ask about a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from migrate.simulator import clock
from migrate.simulator.access.conditions import Context
from migrate.simulator.identities import FEDERATED, ROLE, ROOT, USER, Principal
from migrate.simulator.organization.store import STORE

_NEVER = (
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "aws:federatedprovider",
    "aws:multifactorauthage",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:referer",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceidentity",
    "aws:sourceorgid",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:vpcsourceip",
    "ec2:sourceinstancearn",
    "sts:externalid",
    "sts:rolesessionname",
    "sts:sourceidentity",
)
"""Keys that a call from a person's machine does not have."""


def context_of(
    principal: Principal, region: str, user_agent: str = "", more: Mapping[str, Any] | None = None
) -> Context:
    """Return the keys of a call, with None for those that it does not have."""
    now = clock.now()
    organization = STORE.of(principal.account)
    found: dict[str, Sequence[str] | None] = dict.fromkeys(_NEVER)
    found |= {
        "aws:currenttime": [now.isoformat()],
        "aws:epochtime": [str(int(now.timestamp()))],
        "aws:multifactorauthpresent": None if principal.kind == USER else ["false"],
        "aws:principalaccount": [principal.account],
        "aws:principalarn": [principal.role_arn or principal.arn],
        "aws:principalisawsservice": ["false"],
        "aws:principalorgid": [organization.id] if organization else None,
        "aws:principaltype": [_TYPES[principal.kind]],
        "aws:requestedregion": [region],
        "aws:securetransport": ["true"],
        "aws:sourceip": ["127.0.0.1"],
        "aws:useragent": [user_agent],
        "aws:userid": [principal.user_id],
        "aws:username": [principal.name] if principal.kind == USER else None,
        "aws:viaawsservice": ["false"],
    }
    for key, value in (more or {}).items():
        found[key.lower()] = None if value is None else [str(value)]
    return found


_TYPES = {ROOT: "Account", USER: "User", ROLE: "AssumedRole", FEDERATED: "FederatedUser"}
