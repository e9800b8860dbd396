"""Sums of a cube by period and currency, exact, and how two of them differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from migrate.costs.adding import ZERO, Place, Sums, plus
from migrate.costs.cells import Cell
from migrate.costs.cubes import COSTS, METRICS
from migrate.costs.holdings import Holdings, Key
from migrate.costs.money import CENT, EXACT
from migrate.costs.periods import first_of
from migrate.costs.rows import Part, Row, parts_in, readable

GRAIN = Decimal("0.000001")
"""What a row may lack of a quantity because AWS cuts its decimals."""


@dataclass(slots=True)
class Totals:
    """What one cube adds up to."""

    sums: dict[Place, tuple[Decimal, ...]] = field(default_factory=dict)
    """Amounts in the order of METRICS."""
    rows: dict[date, int] = field(default_factory=dict)

    def by_month(self) -> Totals:
        """Return the same, added up by calendar month."""
        found = Totals()
        for (day, currency), amounts in self.sums.items():
            place = first_of(day), currency
            found.sums[place] = plus(found.sums.get(place, ZERO), amounts)
        for day, count in self.rows.items():
            found.rows[first_of(day)] = found.rows.get(first_of(day), 0) + count
        return found


def parts_of(cell: Cell) -> Iterator[Part]:
    """Yield what a cell says of its periods, in the order of its pages."""
    for name, page in cell.read():
        with readable(f"{cell.directory.name}/{name}"):
            yield from parts_in(page, grouped=bool(cell.question.cube.groups))


def written_down(cell: Cell) -> Sums:
    """Return the sums that a cell's description has, without reading its pages."""
    return Sums(dict(cell.sums), dict(cell.rows))


def parts_held(holdings: Holdings, key: Key) -> Iterator[Part]:
    """Yield the periods of a cube, each from the newest cell that answers it."""
    for cell, won in holdings.used(key):
        starts = {start.isoformat() for start in won}
        yield from (part for part in parts_of(cell) if part.start in starts)


def rows_held(holdings: Holdings, key: Key) -> Iterator[Row]:
    """Yield the rows of a cube, each period from the newest cell that answers it."""
    for part in parts_held(holdings, key):
        yield from part.rows()


def totals_of(
    holdings: Holdings, key: Key, summed: Callable[[Cell], Sums] = written_down
) -> Totals:
    """Add up a cube, each period from the newest cell that answers it."""
    totals = Totals()
    for cell, won in holdings.used(key):
        found = summed(cell)
        totals.sums |= {p: a for p, a in found.amounts.items() if p[0] in won}
        totals.rows |= {d: n for d, n in found.rows.items() if d in won}
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
