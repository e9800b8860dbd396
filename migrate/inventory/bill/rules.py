"""Which resources can cause which usage type: rows of data, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from migrate.core.errors import OperatorError
from migrate.workspace.yaml import load_own


class Nature(StrEnum):
    """What a charge is.  Only `resource` has to be found in the inventory."""

    RESOURCE = "resource"
    CALLS = "calls"
    """Charged for each call of an API that keeps nothing."""
    TRANSFER = "transfer"
    TAX = "tax"
    SUPPORT = "support"
    MARKETPLACE = "marketplace"
    COMMITMENT = "commitment"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Rule:
    """One usage type of one service, without its region's prefix."""

    key: str
    services: frozenset[str]
    """Exactly as Cost Explorer names them; empty for every service."""
    usage: re.Pattern[str]
    nature: Nature
    types: tuple[str, ...]
    source: str

    def fits(self, service: str, usage_type: str) -> bool:
        """Whether the rule speaks of a line; the whole usage type has to fit."""
        if self.services and service not in self.services:
            return False
        return any(self.usage.fullmatch(text) for text in readings(usage_type))


PREFIX = re.compile(
    r"(Global|US|EU|AP|JP|IN|AU|SA|CA|ZA|ME|[A-Z]{2,3}[A-Z]\d|[a-z]{2}(-[a-z]+)+-\d)-"
)
"""What stands before a usage type for its region or its part of the world: `USE1-`, `EUC1-`,
`EU-`, `us-east-1-` (aws docs: Amazon S3, understanding usage reports; CloudFront usage reports)."""


@cache
def readings(usage_type: str) -> tuple[str, ...]:
    """Return a usage type as it is, and without the prefix of its region."""
    found = PREFIX.match(usage_type)
    return (usage_type, usage_type[found.end() :]) if found else (usage_type,)


@cache
def load_rules() -> tuple[Rule, ...]:
    """Return every rule of `usage/*.yaml`."""
    folder = resources.files("migrate.inventory.bill") / "usage"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    rules = [
        rule
        for file in files
        for name, block in load_own(file.read_text(encoding="utf-8"), file.name).items()
        for rule in _rules(file.name, name, block)
    ]
    keys = [rule.key for rule in rules]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise OperatorError(f"Rules that stand twice: {sorted(twice)}")
    return tuple(rules)


def rule_for(service: str, usage_type: str) -> Rule | None:
    """Return the first rule that speaks of a line."""
    return next((rule for rule in load_rules() if rule.fits(service, usage_type)), None)


_BLOCK = {"services", "source", "rows"}
_ROW = {"usage", "types", "nature", "source"}


def _rules(file: str, name: str, block: Mapping[str, Any]) -> Iterator[Rule]:
    _known(f"{file}: {name}", block, _BLOCK)
    for row in block["rows"]:
        where = f"{file}: {name}: {row.get('usage')}"
        _known(where, row, _ROW)
        types = tuple(row.get("types", ()))
        nature = Nature(row.get("nature", Nature.RESOURCE))
        source = str(row.get("source", block.get("source", "")))
        if not source or (nature is Nature.RESOURCE) != bool(types):
            raise OperatorError(f"{where}: a rule has a source, and either types or a nature")
        yield Rule(
            key=f"{name}: {row['usage']}",
            services=frozenset(block["services"]),
            usage=re.compile(str(row["usage"])),
            nature=nature,
            types=types,
            source=source,
        )


def _known(where: str, row: Mapping[str, Any], names: set[str]) -> None:
    unknown = sorted(set(row) - names)
    if unknown:
        raise OperatorError(f"{where}: unknown {unknown}")
