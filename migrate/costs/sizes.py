"""How many rows and pages an answer will have: counted where it was seen, else guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, prod

from migrate.costs.cubes import Group
from migrate.costs.periods import DAILY

SERVICE = Group("DIMENSION", "SERVICE")
USAGE = frozenset({SERVICE, Group("DIMENSION", "USAGE_TYPE")})
TYPICAL: Mapping[str, int] = {
    "LINKED_ACCOUNT": 1,
    "PURCHASE_TYPE": 8,
    "INSTANCE_TYPE": 60,
    "REGION": 18,
    "RECORD_TYPE": 6,
    "AZ": 30,
    "PLATFORM": 6,
    "TENANCY": 4,
    "LEGAL_ENTITY_NAME": 4,
    "INVOICING_ENTITY": 4,
}
"""Values in a month of dimensions that nobody counted yet: our guess."""
TAG_VALUES = 30
"""Values of a tag or category that nobody counted yet: our guess."""
PAGES = (500, 5000)
"""Rows of a page, at the least and at the most: AWS does not say, this is our guess."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is known of an account's bills."""

    services: int = 40
    usage_types: int = 400
    """Pairs of service and usage type in a month."""
    page: int = 0
    """Rows of a full page, where one was seen; 0 while none was."""
    counted: Mapping[frozenset[Group], int] = field(default_factory=dict)
    """Rows of a period by the keys that it is grouped by, where they were counted: of a month
    where there is one."""
    months: Mapping[frozenset[Group], int] = field(default_factory=dict)
    days: Mapping[frozenset[Group], int] = field(default_factory=dict)
    """Rows of a month and of a day, each as counted."""
    least_page: int = 0
    """Rows of the fullest page of all: a full one has as many at the least."""

    def of(self, granularity: str) -> Mapping[frozenset[Group], int]:
        """Return what was counted of one granularity."""
        return self.days if granularity == DAILY else self.months

    def values(self, group: Group) -> int:
        """Return how many values a key has in a period."""
        known = {"SERVICE": self.services, "USAGE_TYPE": self.usage_types}
        known["OPERATION"] = self.usage_types
        if group.kind != "DIMENSION":
            return self.counted.get(frozenset({group}), TAG_VALUES)
        return self.counted.get(frozenset({group}), 0) or known.get(
            group.key, TYPICAL.get(group.key, TAG_VALUES)
        )

    def rows(self, groups: Sequence[Group]) -> tuple[int, int]:
        """Return the fewest and the most rows of a period grouped so."""
        counted = self.counted.get(frozenset(groups))
        if counted is not None:
            return counted, counted
        values = [self.values(group) for group in groups]
        tags = prod(self.values(group) for group in groups if group.kind != "DIMENSION")
        return max(values, default=1), min(prod(values), max([*values, self.usage_types]) * tags)

    def least(self, groups: Sequence[Group]) -> int:
        """Return the rows that a usual month has at the least: what was counted, no guess."""
        counted = self.counted.get(frozenset(groups))
        if counted is not None:
            return counted
        known = [self.counted.get(frozenset({group}), 1) for group in groups]
        named = [self.services] if self.counted and SERVICE in groups else []
        return max([1, *known, *named])

    def pages(self, groups: Sequence[Group], periods: int) -> tuple[int, int]:
        """Return the fewest and the most requests of an answer without a filter."""
        few, many = self.rows(groups)
        small, large = (self.page, self.page) if self.page else PAGES
        return max(1, ceil(few * periods / large)), max(1, ceil(many * periods / small))
