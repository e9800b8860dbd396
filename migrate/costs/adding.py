"""Add up rows by period and currency, exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from migrate.costs.cubes import METRICS
from migrate.costs.money import EXACT
from migrate.costs.rows import Row

Place = tuple[date, str]
"""Start of a period, and currency."""
Amounts = tuple[Decimal, ...]
"""In the order of METRICS."""
ZERO: Amounts = (Decimal(0),) * len(METRICS)


@dataclass(slots=True)
class Sums:
    """What rows add up to, and how many there are."""

    amounts: dict[Place, Amounts] = field(default_factory=dict)
    rows: dict[date, int] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Add a row."""
        place = row.day, row.currency
        self.amounts[place] = plus(self.amounts.get(place, ZERO), row.amounts)
        self.rows[place[0]] = self.rows.get(place[0], 0) + 1


def plus(one: Amounts, other: Amounts) -> Amounts:
    """Return the sum of two lists of amounts."""
    add = EXACT.add
    return tuple([add(a, b) for a, b in zip(one, other, strict=True)])
