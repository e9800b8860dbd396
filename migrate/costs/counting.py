"""Count what came: rows by grouping, and the size of a full page."""

from __future__ import annotations

from math import ceil

from migrate.costs.cubes import Group
from migrate.costs.holdings import Holdings
from migrate.costs.periods import DAILY
from migrate.costs.rows import rows_in
from migrate.costs.sizes import Sizes
from migrate.costs.sums import rows_held

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
        for row in rows_held(holdings, key):
            periods[row.start] = periods.get(row.start, 0) + 1
            for value, found in zip(row.keys, values, strict=True):
                found.add(value)
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
    """Return the rows of the fullest page that another one followed; 0 while there is none."""
    most = 0
    for cell in holdings.cells:
        if len(cell.pages) > 1:
            for _, page in cell.read():
                if page["answer"].get("NextPageToken"):
                    rows = rows_in(page, grouped=bool(cell.question.cube.groups))
                    most = max(most, sum(1 for _ in rows))
    return most
