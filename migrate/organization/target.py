"""Read plan.yaml into the organization that is aimed at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from migrate.core.errors import PlanInvalid
from migrate.workspace.yaml import load

DEEPEST = 5
"""OU levels below the root (botocore CreateOrganizationalUnit)."""
LONGEST_NAME = 128
"""Characters of an OU's name (botocore OrganizationalUnitName)."""
_KEYS = frozenset({"name", "units", "landing", "home", "management_role"})
_UNIT_KEYS = frozenset({"name", "purpose", "units"})


@dataclass(frozen=True, slots=True)
class TargetUnit:
    """One OU that is aimed at."""

    path: str
    """Names joined by `/`."""
    name: str
    parent: str
    """Path of the parent; empty for the root."""
    purpose: str


@dataclass(frozen=True, slots=True)
class Target:
    """The organization that is aimed at."""

    name: str
    units: tuple[TargetUnit, ...]
    """Parents before children."""
    landing: str
    """Path of the OU that an invited account is moved to first; no restrictive policy is on it."""
    home: str
    """Path of the OU in which the legacy account lives as prod."""
    management_role: str
    """Role in every member account that the management account can assume."""


def load_target(text: str, name: str) -> Target:
    """Return the organization that a plan describes, or the first sentence why it cannot be."""
    body = load(text, name)
    if not isinstance(body, dict):
        raise PlanInvalid(f"{name} has to be a mapping with `units`, `landing` and `home`")
    _known(body, _KEYS, name)
    units = tuple(_units(_list(body, "units", name), "", name, 1))
    target = Target(
        name=_text(body, "name", name),
        units=units,
        landing=_text(body, "landing", name),
        home=_text(body, "home", name),
        management_role=str(body.get("management_role") or "OrganizationAccountAccessRole"),
    )
    _check(target, name)
    return target


def _units(items: list[Any], parent: str, name: str, depth: int) -> Iterator[TargetUnit]:
    if items and depth > DEEPEST:
        raise PlanInvalid(f"{name}: {parent} has units below level {DEEPEST}; AWS allows no more")
    for item in items:
        if not isinstance(item, dict):
            raise PlanInvalid(f"{name}: each unit has to be a mapping with a `name`")
        _known(item, _UNIT_KEYS, name)
        title = _text(item, "name", name)
        if "/" in title or len(title) > LONGEST_NAME:
            raise PlanInvalid(f"{name}: unit {title!r} has a slash or over {LONGEST_NAME} letters")
        path = f"{parent}/{title}" if parent else title
        yield TargetUnit(path, title, parent, str(item.get("purpose", "")))
        yield from _units(_list(item, "units", name), path, name, depth + 1)


def _check(target: Target, name: str) -> None:
    paths = [unit.path for unit in target.units]
    double = next((p for p in paths if paths.count(p) > 1), "")
    if double:
        raise PlanInvalid(f"{name}: the unit {double} stands there twice")
    for key, path in (("landing", target.landing), ("home", target.home)):
        if path not in paths:
            raise PlanInvalid(f"{name}: {key} is {path!r}, which is none of its units")


def _known(body: dict[str, Any], keys: frozenset[str], name: str) -> None:
    unknown = sorted(set(body) - keys)
    if unknown:
        raise PlanInvalid(f"{name}: unknown key {unknown[0]!r} (known: {', '.join(sorted(keys))})")


def _text(body: dict[str, Any], key: str, name: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise PlanInvalid(f"{name}: `{key}` is missing or not a text")
    return value


def _list(body: dict[str, Any], key: str, name: str) -> list[Any]:
    value = body.get(key) or []
    if not isinstance(value, list):
        raise PlanInvalid(f"{name}: `{key}` has to be a list")
    return value
