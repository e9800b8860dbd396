"""The policies that AWS manages, in every account: moto has them, but leaves them out."""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Mapping
from typing import Any

from moto.iam import models
from moto.iam.aws_managed_policies import aws_managed_policies_data

AWSManagedPolicy = models.AWSManagedPolicy


@functools.cache
def _patterns() -> Mapping[str, Any]:
    """Return one of each, made once: what is in them is the same in all accounts."""
    rows = json.loads(aws_managed_policies_data)
    make = AWSManagedPolicy.from_data
    return {name: make(name, "", "us-east-1", row) for name, row in rows.items()}


def policy_of(name: str, account: str, attached: int = 0) -> Any:
    """Return a policy as one account sees it; each counts its own attachments."""
    made = copy.copy(_patterns()[name])
    made.account_id = account
    made.attachment_count = attached
    made.tags = {}
    return made


def reduced(policy: Any) -> tuple[Any, tuple[str, str, int]]:
    """Return what is saved of one: its contents are known."""
    return policy_of, (policy.name, policy.account_id, policy.attachment_count)


def install_policies() -> None:
    """Give every account's IAM the policies that AWS manages."""

    def loaded(backend: Any) -> list[Any]:
        return [policy_of(name, backend.account_id) for name in _patterns()]

    models.IAMBackend._init_aws_policies = loaded  # noqa: SLF001
