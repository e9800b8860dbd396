"""What a person decided about single types and calls: `decided.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CORRECTED = Path(__file__).with_name("corrected.yaml")


@dataclass(frozen=True, slots=True)
class Decided:
    """Types and calls about which the public descriptions mislead, each with the reason."""

    does_not_list: Mapping[str, str]
    """`service:Operation` that needs no parameter and still lists nothing, or something else."""
    no_resource: Mapping[str, str]
    """Types that are part of another resource, or nothing that exists in an account."""
    by_cloud_control: Mapping[str, str]
    """Types whose native list was looked at and refused."""


def _read() -> Decided:
    body = yaml.safe_load(Path(__file__).with_name("decided.yaml").read_text(encoding="utf-8"))
    return Decided(**{name: body.get(name) or {} for name in Decided.__slots__})


def corrected() -> dict[str, list[dict[str, Any]]]:
    """Return the rows by type that were written by hand over what the descriptions say."""
    found = yaml.safe_load(CORRECTED.read_text(encoding="utf-8"))
    return {name: body if isinstance(body, list) else [body] for name, body in found.items()}


DECIDED = _read()
