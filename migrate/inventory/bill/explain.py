"""Explain each line of a bill by what is there, or by what it is; the rest is a gap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from migrate.inventory.bill.lines import MARKETPLACE, UNKNOWN, Line, total
from migrate.inventory.bill.rules import Nature, Rule, load_rules, rule_for
from migrate.inventory.kinds import GLOBAL

Census = Mapping[tuple[str, str], int]
"""(type, region) to how many are there."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A line, and why it is one."""

    line: Line
    explained: bool
    nature: str
    """Empty where no rule speaks of it."""
    rule: str
    types: tuple[str, ...]
    resources: int
    why: str


@dataclass(frozen=True, slots=True)
class Free:
    """Resources of a type that can cost money, in a region where none of them did."""

    type: str
    region: str
    resources: int


@dataclass(frozen=True, slots=True)
class Explainer:
    """Judges lines by one inventory."""

    census: Census
    looked_for: frozenset[str]
    """Types that the catalogue lists."""
    unseen: Callable[[str, str], str]
    """Why a type was not (all) seen in a region; empty where it was."""

    def explain(self, line: Line) -> Explained:
        """Explain a line by its rule."""
        told = _by_itself(line)
        if told is not None:
            return told
        rule = rule_for(line.service, line.usage_type)
        if rule is None:
            return Explained(line, False, "", "", (), 0, "No rule explains this usage type.")
        if rule.nature is not Nature.RESOURCE:
            why = f"{rule.nature.capitalize()}: nothing of it is a resource."
            return Explained(line, True, rule.nature, rule.key, (), 0, why)
        return self._by_resources(line, rule)

    def _by_resources(self, line: Line, rule: Rule) -> Explained:
        count = sum(self.count(name, line.region) for name in rule.types)
        names = ", ".join(rule.types)
        why = f"{count} of {names}." if count else self._why_none(line, rule, names)
        explained = bool(count) and line.region != UNKNOWN
        if count and not explained:
            why = f"Its region is not told; {why}"
        return Explained(line, explained, rule.nature, rule.key, rule.types, count, why)

    def _why_none(self, line: Line, rule: Rule, names: str) -> str:
        missing = [name for name in rule.types if name not in self.looked_for]
        if missing:
            return f"Caused by {', '.join(missing)}, which the inventory does not look for."
        reasons = {self.unseen(name, line.region) for name in rule.types} - {""}
        if reasons:
            return f"Caused by {names}, which could not be seen: {', '.join(sorted(reasons))}."
        return f"Caused by {names}, of which none is there: deleted since, or a gap."

    def count(self, type_name: str, region: str) -> int:
        """Count a type in a region; what has no region counts everywhere, and the reverse."""
        if region in {GLOBAL, UNKNOWN}:
            return sum(n for (name, _), n in self.census.items() if name == type_name)
        here = self.census.get((type_name, region), 0)
        return here + self.census.get((type_name, GLOBAL), 0)


def _by_itself(line: Line) -> Explained | None:
    """Explain what its kind of charge says."""
    if line.record_type == MARKETPLACE:
        why = "Sold by a seller of the AWS Marketplace."
        return Explained(line, True, Nature.MARKETPLACE, "", (), 0, why)
    if line.record_type:
        return Explained(line, True, Nature.CREDIT, "", (), 0, f"{line.record_type} of AWS.")
    return None


def free_of_charge(found: Iterable[Explained], census: Census) -> tuple[Free, ...]:
    """Return what can cost money, is there, and cost none: the bill's side of the question."""
    charged: set[tuple[str, str]] = set()
    for one in found:
        if one.explained and one.line.amount > 0:
            charged |= {(name, one.line.region) for name in one.types}
    everywhere = {name for name, region in charged if region in {GLOBAL, UNKNOWN}}
    somewhere = {name for name, _ in charged}
    can_cost = {name for rule in load_rules() for name in rule.types}
    return tuple(
        Free(name, region, count)
        for (name, region), count in sorted(census.items())
        if name in can_cost
        and (name, region) not in charged
        and name not in everywhere
        and not (region == GLOBAL and name in somewhere)
    )


def share(found: Iterable[Explained]) -> tuple[Decimal, Decimal]:
    """Return how much of what was charged is explained, and how much was charged."""
    lines = [one for one in found if one.line.amount > 0]
    explained = total(one.line.amount for one in lines if one.explained)
    return explained, total(one.line.amount for one in lines)
