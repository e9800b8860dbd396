"""Cubes of three keys: their slices together are one cube."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from migrate.costs.cells import Cell
from migrate.costs.holdings import Holdings, Key
from migrate.costs.money import EXACT
from migrate.costs.sums import Totals, totals_of
from migrate.costs.survey import ZERO, Survey, survey


def family_keys(holdings: Holdings, key: Key) -> Iterator[Key]:
    """Yield the keys of a cube's slices; of a whole cube, its own."""
    for found in holdings.all_keys():
        if found[1] == key[1] and holdings.cube(found).family == key[0]:
            yield found


def family_totals(
    holdings: Holdings,
    key: Key,
    since: date | None = None,
    surveyed: Callable[[Cell], Survey] = survey,
) -> Totals:
    """Add up a cube, all its slices together."""
    whole = Totals()
    for part in family_keys(holdings, key):
        found = totals_of(holdings, part, since, surveyed)
        for place, amounts in found.sums.items():
            pairs = zip(whole.sums.get(place, ZERO), amounts, strict=True)
            whole.sums[place] = tuple(EXACT.add(a, b) for a, b in pairs)
        for day, count in found.rows.items():
            whole.rows[day] = whole.rows.get(day, 0) + count
    return whole
