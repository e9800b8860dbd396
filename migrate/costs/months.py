"""Months as columns: what each service, region or kind of charge cost, the largest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from migrate.costs.holdings import Holdings
from migrate.costs.money import EXACT, exact
from migrate.costs.periods import MONTHLY
from migrate.costs.sums import rows_held


@dataclass(frozen=True, slots=True)
class Grid:
    """Amounts by name and month, in one currency."""

    currency: str
    months: tuple[date, ...]
    rows: tuple[tuple[str, tuple[Decimal, ...]], ...]
    """Names are hostile text."""

    @property
    def totals(self) -> tuple[Decimal, ...]:
        """Return the sum of each month."""
        columns = zip(*(amounts for _, amounts in self.rows), strict=True)
        return tuple(_sum(column) for column in columns) or (Decimal(0),) * len(self.months)


def grid(holdings: Holdings, cube: str, key: int, metric: int) -> Grid:
    """Add up one key of a cube by month; the currency with the most rows is shown."""
    months = tuple(holdings.winners((cube, MONTHLY)))
    sums: dict[tuple[str, str], dict[date, Decimal]] = {}
    for row in rows_held(holdings, (cube, MONTHLY)):
        mine = sums.setdefault((row.currency, row.keys[key]), {})
        mine[row.day] = EXACT.add(mine.get(row.day, Decimal(0)), exact(row.texts[metric]))
    currencies = [currency for currency, _ in sums]
    currency = max(sorted(set(currencies)), key=currencies.count) if currencies else "USD"
    rows = [
        (name, tuple(amounts.get(month, Decimal(0)) for month in months))
        for (c, name), amounts in sums.items()
        if c == currency
    ]
    rows.sort(key=lambda row: (-_sum(row[1]), row[0]))
    return Grid(currency, months, tuple(rows))


def _sum(amounts: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total
