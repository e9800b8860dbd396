"""The policies that AWS manages, in every account: moto has them, but leaves them out."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

from moto.iam import models
from moto.iam.aws_managed_policies import aws_managed_policies_data


@functools.cache
def documents() -> Mapping[str, Mapping[str, Any]]:
    """Return all of them by name."""
    found: Mapping[str, Mapping[str, Any]] = json.loads(aws_managed_policies_data)
    return found


def install_policies() -> None:
    """Give every account's IAM the policies that AWS manages."""

    def loaded(backend: Any) -> list[Any]:
        make = models.AWSManagedPolicy.from_data
        place = backend.region_name
        return [make(name, backend.account_id, place, row) for name, row in documents().items()]

    models.IAMBackend._init_aws_policies = loaded  # noqa: SLF001
