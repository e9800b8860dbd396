"""Add up rows by period and currency, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation, localcontext

from migrate.costs.cubes import METRICS
from migrate.costs.money import EXACT, exact
from migrate.costs.rows import Part

Place = tuple[date, str]
"""Start of a period, and currency."""
Amounts = tuple[Decimal, ...]
"""In the order of METRICS."""
Columns = Sequence[Sequence[str]]
"""Amounts as AWS wrote them, for each of METRICS."""
ZERO: Amounts = (Decimal(0),) * len(METRICS)


@dataclass(slots=True)
class Sums:
    """What rows add up to, and how many there are."""

    amounts: dict[Place, Amounts] = field(default_factory=dict)
    rows: dict[date, int] = field(default_factory=dict)

    def add(self, part: Part) -> None:
        """Add all rows that a page has of a period; what is no number raises ValueError."""
        day = part.day
        for currency, columns in _by_currency(part):
            place = day, currency
            self.amounts[place] = plus(self.amounts.get(place, ZERO), added(columns))
        self.rows[day] = self.rows.get(day, 0) + len(part.keys)


def plus(one: Amounts, other: Amounts) -> Amounts:
    """Return the sum of two lists of amounts."""
    add = EXACT.add
    return tuple([add(a, b) for a, b in zip(one, other, strict=True)])


def added(columns: Columns) -> Amounts:
    """Return the sum of each column; equal ones, such as costs without discounts, once."""
    sums: list[Decimal] = []
    with localcontext(EXACT):
        for at, column in enumerate(columns):
            same = next((i for i in range(at) if columns[i] == column), None)
            sums.append(_sum(column) if same is None else sums[same])
    return tuple(sums)


def _sum(column: Sequence[str]) -> Decimal:
    """Return the sum of a column in the exact context."""
    try:
        found = sum(map(Decimal, column), Decimal(0))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        for text in column:
            exact(text)
        raise ValueError("amounts do not add up to a number")
    return found


def _by_currency(part: Part) -> Iterator[tuple[str, Columns]]:
    """Yield the columns of each currency; nearly always there is one."""
    currencies = part.units[0]
    for currency in sorted(set(currencies)):
        if currencies.count(currency) == len(currencies):
            yield currency, part.texts
        else:
            rows = [at for at, unit in enumerate(currencies) if unit == currency]
            yield currency, [[column[at] for at in rows] for column in part.texts]
