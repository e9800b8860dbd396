"""The IAM roles that Organizations itself makes in its accounts."""

from __future__ import annotations

import json
from typing import Any

from moto.iam.exceptions import EntityAlreadyExists
from moto.iam.models import iam_backends

LINKED = "AWSServiceRoleForOrganizations"
_SERVICE = "organizations.amazonaws.com"
_AWS = "arn:aws:iam::aws:policy"


def service_linked_role(account: str) -> None:
    """Make the role that every account of an organization has; once."""
    _make(
        account,
        LINKED,
        {"Service": _SERVICE},
        f"{_AWS}/aws-service-role/AWSOrganizationsServiceTrustPolicy",
        path=f"/aws-service-role/{_SERVICE}/",
        linked=_SERVICE,
    )


def access_role(account: str, name: str, management: str) -> None:
    """Make the administrator role by which the management account enters a created account."""
    principal = {"AWS": f"arn:aws:iam::{management}:root"}
    _make(account, name, principal, f"{_AWS}/AdministratorAccess")


def _make(
    account: str,
    name: str,
    principal: dict[str, str],
    policy: str,
    *,
    path: str = "/",
    linked: str | None = None,
) -> None:
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam: Any = iam_backends[account]["aws"]
    try:
        iam.create_role(name, document, path, None, "", [], "3600", linked)
    except EntityAlreadyExists:
        return
    iam.attach_role_policy(policy, name)
