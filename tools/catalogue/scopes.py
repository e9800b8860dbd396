"""Which services are asked once, and where."""

from __future__ import annotations

from functools import cache
from typing import Any

from tools.catalogue.operations import loader, model, services
from tools.catalogue.schemas import Type
from tools.catalogue.words import plain


@cache
def _partition() -> dict[str, Any]:
    tables = loader().load_data("endpoints")
    found: dict[str, Any] = next(p for p in tables["partitions"] if p["partition"] == "aws")
    return found


def is_global(service: str) -> bool:
    """Tell whether a service has one endpoint in the partition (botocore endpoints.json)."""
    prefix = model(service).metadata.get("endpointPrefix", service)
    known = _partition()["services"].get(prefix, {})
    return known.get("isRegionalized") is False


def is_global_type(kind: Type) -> bool:
    """Tell whether the one service that a type's namespace names is a global one."""
    names = services().get(plain(kind.service.removeprefix("AWS::")), frozenset())
    return bool(names) and all(is_global(name) for name in names)
