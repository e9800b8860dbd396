"""Read policies for who else they speak of: other accounts, everybody, organizations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from migrate.inventory.links.leaves import DEEPEST, leaves, opened_json
from migrate.inventory.links.values import How

ORGANIZATION = frozenset(
    {
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:resourceorgid",
        "aws:resourceorgpaths",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
    }
)
"""Condition keys that name an organization (aws docs: IAM global condition context keys)."""
ACCOUNTS = frozenset({"aws:principalaccount", "aws:sourceaccount", "aws:resourceaccount"})
_ACCOUNT = re.compile(r"(?<!\d)(\d{12})(?!\d)")
Said = tuple[How, str, tuple[str, ...]]
Stated = tuple[Mapping[str, Any], tuple[str, ...]]


def outsiders(properties: Any, account: str) -> Iterator[Said]:
    """Yield (kind, who, path) for everybody outside that a resource's policies speak of."""
    for statement, path in _statements(properties, ()):
        yield from _principals(statement, path, account)
        yield from _conditions(statement, path, account)


def _statements(value: Any, path: tuple[str, ...]) -> Iterator[Stated]:
    """Find statements wherever a policy stands, documents written as text included."""
    if isinstance(value, str) and "Statement" in value:
        value = opened_json(value)
    if len(path) > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _statements(item, path)
    elif isinstance(value, dict):
        yield from _written(value.get("Statement"), (*path, "Statement"))
        for key, item in value.items():
            yield from _statements(item, (*path, str(key)))


def _written(found: Any, path: tuple[str, ...]) -> Iterator[Stated]:
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, Mapping) and "Effect" in one:
            yield one, path


def _principals(
    statement: Mapping[str, Any], path: tuple[str, ...], account: str
) -> Iterator[Said]:
    if str(statement.get("Effect")) != "Allow":
        return
    principal = statement.get("Principal")
    named = principal.get("AWS") if isinstance(principal, Mapping) else principal
    for text in named if isinstance(named, list) else [named]:
        if text == "*":
            yield How.PRINCIPAL, "*", (*path, "Principal")
        elif isinstance(text, str) and (found := _ACCOUNT.search(text)) and found[1] != account:
            yield How.PRINCIPAL, text, (*path, "Principal")


def _conditions(
    statement: Mapping[str, Any], path: tuple[str, ...], account: str
) -> Iterator[Said]:
    conditions = statement.get("Condition")
    if not isinstance(conditions, Mapping):
        return
    for where, text in leaves(conditions, (*path, "Condition")):
        key = where[-1].lower()
        if key in ORGANIZATION:
            yield How.ORGANIZATION, f"{where[-1]}={text}", where
        elif key in ACCOUNTS and _ACCOUNT.fullmatch(text) and text != account:
            yield How.PRINCIPAL, text, where
