"""What Cloud Control needs besides: it asks a service with the caller's credentials.

A list handler's schema says which IAM actions it may use ("Specifying credentials" in the Cloud
Control API User Guide).  Those that would change something or hand out data are not taken: the
type's cell is denied then, and says by which action.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import cfnlint

from migrate.aws.policies import only_looks
from tools.catalogue.schemas import types

KNOWN = Path(cfnlint.__file__).parent / "data/AdditionalSpecs/Policies.json"


def with_allows(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with the actions behind its list, where Cloud Control makes it."""
    needed = allows(row["params"]["TypeName"]) if row["call"].startswith("cloudcontrol:") else []
    return {**row, "allows": needed} if needed else dict(row)


def allows(type_name: str) -> list[str]:
    """Return the actions of a type's list handler that IAM knows and that only look."""
    asked = types()[type_name].permissions
    named = {f"{service.lower()}:{name}" for service, _, name in (a.partition(":") for a in asked)}
    return sorted(action for action in named if only_looks(action) and _known(action))


def _known(action: str) -> bool:
    service, _, name = action.partition(":")
    return name.lower() in _table().get(service, {}).get("Actions", {})


@cache
def _table() -> dict[str, dict[str, Any]]:
    return dict(json.loads(KNOWN.read_text(encoding="utf-8")))
