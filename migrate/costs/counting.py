"""Count what came: rows by grouping, and the size of a full page."""

from __future__ import annotations

from math import ceil

from migrate.costs.cells import Cell
from migrate.costs.cubes import Group
from migrate.costs.holdings import Holdings
from migrate.costs.periods import DAILY, MONTHLY
from migrate.costs.sizes import SERVICE, USAGE, Sizes
from migrate.costs.sums import parts_held


def counted(holdings: Holdings) -> Sizes:
    """Return the sizes of an account's bills as far as its archive tells them.

    A day has no more rows than its month, so months are counted where there are any.
    """
    rows: dict[frozenset[Group], int] = {}
    each: dict[str, dict[frozenset[Group], int]] = {MONTHLY: {}, DAILY: {}}
    services = largest = 0
    for key in sorted(holdings.by_key, key=lambda key: key[1] != DAILY):
        cube = holdings.cube(key)
        if cube.by is not None or not cube.groups:
            continue
        periods: dict[str, int] = {}
        values: list[set[str]] = [set() for _ in cube.groups]
        largest = max([largest, *map(_alone, holdings.by_key[key])])
        for part in parts_held(holdings, key):
            periods[part.start] = periods.get(part.start, 0) + len(part.keys)
            for column, found in zip(zip(*part.keys, strict=True), values, strict=True):
                found.update(column)
        average = ceil(sum(periods.values()) / max(len(periods), 1))
        rows[frozenset(cube.groups)] = each[key[1]][frozenset(cube.groups)] = average
        for group, found in zip(cube.groups, values, strict=True):
            if group == SERVICE:
                services = max(services, len(found))
            else:
                rows[frozenset({group})] = max(len(found), rows.get(frozenset({group}), 0))
    usual = Sizes()
    return Sizes(
        services=services or usual.services,
        usage_types=rows.get(USAGE) or usual.usage_types,
        page=full_page(holdings),
        counted=rows,
        months=each[MONTHLY],
        days=each[DAILY],
        least_page=largest,
    )


def _alone(cell: Cell) -> int:
    """Return the rows of an answer that came on one page; 0 for a longer one."""
    return sum(cell.rows.values()) if len(cell.pages) == 1 else 0


def full_page(holdings: Holdings) -> int:
    """Return the rows of the fullest first page that another one followed; 0 for none."""
    firsts = (next(cell.read())[1] for cell in holdings.cells if len(cell.pages) > 1)
    periods = (page["answer"]["ResultsByTime"] for page in firsts)
    return max((sum(len(one["Groups"]) for one in found) for found in periods), default=0)
