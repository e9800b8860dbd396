"""Who else manages a resource: CloudFormation, Terraform, EKS, a service; by what it carries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from migrate.core.errors import OperatorError
from migrate.workspace.yaml import load_own

FILE = "owners.yaml"
COLUMNS = {"by", "tag", "type", "path", "value", "what", "source"}


@dataclass(frozen=True, slots=True)
class Owner:
    """One sign of management."""

    by: str
    tag: re.Pattern[str] | None
    type: str
    path: str
    value: re.Pattern[str] | None
    what: str
    source: str

    def found(self, row: Mapping[str, Any]) -> tuple[str, str] | None:
        """Return (what, place) where a resource carries the sign."""
        if self.tag is None:
            return self._property(row) if row["type"] == self.type else None
        for key, value in row["tags"].items():
            match = self.tag.fullmatch(key)
            if match and (self.value is None or self.value.fullmatch(value)):
                return (match[1] if self.what == "key" else value), f"tag {key}"
        return None

    def _property(self, row: Mapping[str, Any]) -> tuple[str, str] | None:
        found = row["properties"].get(self.path)
        match = self.value.fullmatch(str(found)) if self.value and found is not None else None
        if match is None:
            return None
        return (match[1] if match.re.groups and match[1] else str(found)), self.path


@cache
def owners() -> tuple[Owner, ...]:
    """Return every sign."""
    file = resources.files("migrate.inventory.links") / FILE
    return tuple(_owner(row) for row in load_own(file.read_text(encoding="utf-8"), FILE))


def managed(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield who else manages a resource, each manager once."""
    told: set[str] = set()
    for owner in owners():
        found = owner.found(row) if owner.by not in told else None
        if found is not None:
            told.add(owner.by)
            what, place = found
            yield {"resource": row["id"], "by": owner.by, "what": what, "place": place}


def _owner(row: Mapping[str, str]) -> Owner:
    by_tag = {"tag", "what"} <= set(row)
    if set(row) - COLUMNS or "source" not in row or by_tag == ({"type", "path"} <= set(row)):
        raise OperatorError(f"{FILE}: {row} needs a source, and a tag or a property")
    tag, value = row.get("tag"), row.get("value")
    return Owner(
        row["by"],
        re.compile(tag) if tag else None,
        row.get("type", ""),
        row.get("path", ""),
        re.compile(value) if value else None,
        row.get("what", "value"),
        row["source"],
    )
