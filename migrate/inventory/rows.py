"""How cells and resources are written for state.db, and read back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from migrate.core.plan import canonical
from migrate.inventory.cells import Cell, State
from migrate.inventory.resource import Resource

RESTLESS = re.compile(
    r"^(last|latest|recent)|(stored|size_?in)_?bytes$|^approximate|(item|running|pending)_?count$",
    re.IGNORECASE,
)
"""Properties that move by themselves: not a change of the resource."""
_CELL = tuple(f.name for f in fields(Cell))


def cell_row(cell: Cell) -> dict[str, Any]:
    """Return a cell as a row."""
    return {name: getattr(cell, name) for name in _CELL} | {"state": str(cell.state)}


def cell_of(row: Mapping[str, Any]) -> Cell:
    """Read a cell back."""
    return Cell(**{name: row[name] for name in _CELL} | {"state": State(row["state"])})


def resource_row(resource: Resource, cell: Cell) -> dict[str, Any]:
    """Return a resource as a row, with the cell that showed it."""
    return {
        "account": resource.account,
        "region": resource.region,
        "type": resource.type,
        "identifier": resource.identifier,
        "service": resource.service,
        "arn": resource.arn,
        "name": resource.name,
        "created": resource.created,
        "tags": canonical(resource.tags),
        "properties": canonical(resource.properties),
        "redacted": resource.redacted,
        "sha256": digest_of(resource),
        "listing": cell.listing,
        "asked_in": cell.region,
        "parent": cell.parent,
    }


def digest_of(resource: Resource) -> str:
    """Identify what was seen of a resource, without what moves by itself."""
    body = [resource.arn, resource.name, resource.tags, settled(resource.properties)]
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def settled(value: Any) -> Any:
    """Return properties without what moves by itself."""
    if isinstance(value, Mapping):
        return {k: settled(v) for k, v in value.items() if not RESTLESS.search(k)}
    if isinstance(value, list):
        return [settled(item) for item in value]
    return value
