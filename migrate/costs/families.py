"""Cubes of three keys: their slices together are one cube."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migrate.costs.adding import ZERO, Sums, plus
from migrate.costs.cells import Cell
from migrate.costs.holdings import Holdings, Key
from migrate.costs.sums import Totals, totals_of, written_down


def family_keys(holdings: Holdings, key: Key) -> Iterator[Key]:
    """Yield the keys of a cube's slices; of a whole cube, its own."""
    for found in holdings.all_keys():
        if found[1] == key[1] and holdings.cube(found).family == key[0]:
            yield found


def family_totals(
    holdings: Holdings, key: Key, summed: Callable[[Cell], Sums] = written_down
) -> Totals:
    """Add up a cube, all its slices together."""
    whole = Totals()
    for part in family_keys(holdings, key):
        found = totals_of(holdings, part, summed)
        for place, amounts in found.sums.items():
            whole.sums[place] = plus(whole.sums.get(place, ZERO), amounts)
        for day, count in found.rows.items():
            whole.rows[day] = whole.rows.get(day, 0) + count
    return whole
