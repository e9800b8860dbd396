"""Sums of a cube by period and currency, exact, in one pass over its pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from migrate.costs.cubes import COSTS, METRICS
from migrate.costs.holdings import Holdings, Key
from migrate.costs.money import CENT, EXACT
from migrate.costs.rows import Row, rows_of

Place = tuple[date, str]
"""Start of a period, and currency."""
ZERO = (Decimal(0),) * len(METRICS)
GRAIN = Decimal("0.000001")
"""What a row may lack of a quantity because AWS cuts its decimals."""


@dataclass(slots=True)
class Totals:
    """What one cube adds up to."""

    sums: dict[Place, tuple[Decimal, ...]] = field(default_factory=dict)
    """Amounts in the order of METRICS."""
    rows: dict[date, int] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    """Rows that stand twice, as text for people."""

    def add(self, row: Row) -> None:
        """Add a row."""
        place = row.start, row.currency
        before = self.sums.get(place, ZERO)
        pairs = zip(before, row.amounts, strict=True)
        self.sums[place] = tuple(EXACT.add(a, b) for a, b in pairs)
        self.rows[row.start] = self.rows.get(row.start, 0) + 1


def rows_held(holdings: Holdings, key: Key, since: date | None = None) -> Iterator[Row]:
    """Yield the rows of a cube, each period from the newest cell that answers it."""
    for cell, won in holdings.used(key):
        if since is None or max(won) >= since:
            for row in rows_of(cell):
                if row.start in won and (since is None or row.start >= since):
                    yield row


def totals_of(holdings: Holdings, key: Key, since: date | None = None) -> Totals:
    """Add up a cube; rows that stand twice in a period are named."""
    totals = Totals()
    here: date | None = None
    seen: set[tuple[str, ...]] = set()
    for row in rows_held(holdings, key, since):
        if row.start != here:
            here, seen = row.start, set()
        if row.keys in seen:
            totals.doubled.append(f"{row.start} {' / '.join(row.keys)}")
        seen.add(row.keys)
        totals.add(row)
    return totals


@dataclass(frozen=True, slots=True)
class Difference:
    """One sum that is not what it should be."""

    start: date
    currency: str
    metric: str
    expected: Decimal
    found: Decimal

    @property
    def amount(self) -> Decimal:
        """How much is too much (or, negative, missing)."""
        return EXACT.subtract(self.found, self.expected)


def differences(
    control: Mapping[Place, tuple[Decimal, ...]],
    cube: Mapping[Place, tuple[Decimal, ...]],
    rows: Mapping[date, int],
) -> Iterator[Difference]:
    """Yield where a cube does not sum to its control: costs to the cent, quantities to the row."""
    for place in sorted({*control, *cube}):
        expected, found = control.get(place, ZERO), cube.get(place, ZERO)
        for metric, wanted, there in zip(METRICS, expected, found, strict=True):
            off = abs(EXACT.subtract(there, wanted))
            room = CENT if metric in COSTS else GRAIN * (rows.get(place[0], 0) + 1)
            if off >= room:
                yield Difference(*place, metric, wanted, there)
