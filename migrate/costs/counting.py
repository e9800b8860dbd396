"""Count what came: rows by grouping, and the size of a full page."""

from __future__ import annotations

from math import ceil

from migrate.costs.cubes import Group
from migrate.costs.holdings import Holdings
from migrate.costs.periods import DAILY
from migrate.costs.sizes import Sizes
from migrate.costs.sums import parts_held

SERVICE = Group("DIMENSION", "SERVICE")
USAGE = frozenset({SERVICE, Group("DIMENSION", "USAGE_TYPE")})


def counted(holdings: Holdings) -> Sizes:
    """Return the sizes of an account's bills as far as its archive tells them.

    A day has no more rows than its month, so months are counted where there are any.
    """
    rows: dict[frozenset[Group], int] = {}
    services = 0
    for key in sorted(holdings.by_key, key=lambda key: key[1] != DAILY):
        cube = holdings.cube(key)
        if cube.by is not None or not cube.groups:
            continue
        periods: dict[str, int] = {}
        values: list[set[str]] = [set() for _ in cube.groups]
        for part in parts_held(holdings, key):
            periods[part.start] = periods.get(part.start, 0) + len(part.keys)
            for column, found in zip(zip(*part.keys, strict=True), values, strict=True):
                found.update(column)
        rows[frozenset(cube.groups)] = ceil(sum(periods.values()) / max(len(periods), 1))
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
    )


def full_page(holdings: Holdings) -> int:
    """Return the rows of the fullest first page that another one followed; 0 for none."""
    firsts = (next(cell.read())[1] for cell in holdings.cells if len(cell.pages) > 1)
    periods = (page["answer"]["ResultsByTime"] for page in firsts)
    return max((sum(len(one["Groups"]) for one in found) for found in periods), default=0)
