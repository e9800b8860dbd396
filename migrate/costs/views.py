"""The lines of a want: straight from the pages, or added up from a call that holds more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from migrate.costs.adding import ZERO, plus
from migrate.costs.cubes import METRICS, Call, Cube
from migrate.costs.families import family_keys
from migrate.costs.holdings import Holdings
from migrate.costs.money import plain
from migrate.costs.rows import Row
from migrate.costs.sums import rows_held
from migrate.costs.wants import Want

Line = tuple[str, ...]
"""Start, end, one value for each key, one amount for each metric, currency, unit, estimated."""
QUANTITY = METRICS.index("UsageQuantity")
MIXED = "N/A"
"""Unit of a sum of different units, as AWS writes it."""


@dataclass(frozen=True, slots=True)
class View:
    """A want, and the call that it is read from."""

    want: Want
    call: Call

    @property
    def whole(self) -> bool:
        """Whether the call's rows are the want's rows."""
        return set(self.call.cube.keys) == set(self.want.groups)

    @property
    def direct(self) -> bool:
        """Whether its lines are the call's rows, in the order in which they came."""
        return self.whole and self.call.cube.by is None


def lines_of(holdings: Holdings, view: View) -> Iterator[Line]:
    """Yield the lines of a want, period by period."""
    if view.direct:
        yield from _straight(holdings, view)
    elif view.whole:
        yield from sorted(_straight(holdings, view))
    else:
        yield from _added(holdings, view)


def _straight(holdings: Holdings, view: View) -> Iterator[Line]:
    for key in family_keys(holdings, view.call.key):
        order = _order(view, holdings.cube(key))
        for row in rows_held(holdings, key):
            yield _line(row, order(row), row.texts, row.units[QUANTITY])


def _added(holdings: Holdings, view: View) -> Iterator[Line]:
    """Add up rows that differ only in keys that the want does not have."""
    sums: dict[Line, tuple[Row, tuple[Decimal, ...], set[str]]] = {}
    for key in family_keys(holdings, view.call.key):
        order = _order(view, holdings.cube(key))
        for row in rows_held(holdings, key):
            place = (row.start, row.end, *order(row), row.currency)
            _, before, units = sums.get(place, (row, ZERO, set[str]()))
            sums[place] = row, plus(before, row.amounts), units | {row.units[QUANTITY]}
    for place in sorted(sums):
        row, amounts, units = sums[place]
        unit = next(iter(units)) if len(units) == 1 else MIXED
        yield _line(row, place[2:-1], tuple(plain(a) for a in amounts), unit)


def _order(view: View, cube: Cube) -> Callable[[Row], Line]:
    """Return what puts the values of a row into the order of the want's keys."""
    places = [(group, cube.keys.index(group)) for group in view.want.groups]

    def ordered(row: Row) -> Line:
        keys = (cube.filtered, *row.keys) if cube.by else row.keys
        return tuple([group.value(keys[at]) for group, at in places])

    return ordered


def _line(row: Row, values: Line, amounts: Line, unit: str) -> Line:
    estimated = "true" if row.estimated else "false"
    return (row.start, row.end, *values, *amounts, row.currency, unit, estimated)
