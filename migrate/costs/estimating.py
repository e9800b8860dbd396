"""How many requests calls will take: expected, and within which range, from what was counted.

Where a grouping was counted, its rows are known but for how months differ.  Where not, they
follow from those of usage types: if a row of a month has so many usage types, and each is used
on such a share of days, that many rows are there on a day.  A tag is taken for one like those
that were counted.  What nothing was counted of is a guess between the fewest and the most.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from migrate.costs.cubes import Call, Cube, Group
from migrate.costs.periods import DAILY, MONTHLY
from migrate.costs.sizes import PAGES, USAGE, Sizes

DIFFER = 0.25
"""By how much other months may differ from the one that was counted: our guess."""
SHARE = (1 / 31, 1 / 2, 1.0)
"""Of a month's rows, how many a day has where no day was counted: least, guess, most."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number of rows or requests."""

    low: float
    expected: float
    high: float

    def __add__(self, other: Estimate) -> Estimate:
        return Estimate(
            self.low + other.low, self.expected + other.expected, self.high + other.high
        )

    @property
    def spread(self) -> float:
        """How much it leaves open."""
        return self.high - self.low


NOTHING = Estimate(0, 0, 0)


def requests(call: Call, sizes: Sizes, periods: int) -> Estimate:
    """Return how many requests a call takes over so many periods."""
    found, (small, usual, large) = rows(call.cube, call.granularity, sizes), pages(sizes)
    slices = sizes.values(call.cube.by) if call.cube.by else 0
    return Estimate(
        max(1, slices, math.ceil(found.low * periods / large)),
        max(1, math.ceil(found.expected * periods / usual)) + slices,
        max(1, math.ceil(found.high * periods / small)) + slices,
    )


def pages(sizes: Sizes) -> tuple[float, float, float]:
    """Return the rows of a page: the fewest, the usual, the most."""
    if sizes.page:
        return sizes.page, sizes.page, sizes.page
    least, most = max(PAGES[0], sizes.least_page), max(PAGES[1], sizes.least_page)
    return least, math.sqrt(least * most), most


def known(call: Call, sizes: Sizes) -> bool:
    """Whether the rows of a call were counted, in some period of its own."""
    return frozenset(call.cube.keys) in sizes.of(call.granularity)


def rows(cube: Cube, granularity: str, sizes: Sizes) -> Estimate:
    """Return the rows of one period."""
    keys = frozenset(cube.keys)
    if (count := sizes.of(granularity).get(keys)) is not None:
        return Estimate(count * (1 - DIFFER), count, count * (1 + DIFFER))
    if alike := _alike(cube, granularity, sizes):
        low, high = min(alike) * (1 - DIFFER), max(alike) * (1 + DIFFER)
        return Estimate(low, sum(alike) / len(alike), high)
    if granularity == DAILY:
        return _of_a_day(rows(cube, MONTHLY, sizes), sizes)
    if (count := sizes.days.get(keys)) is not None:
        return _of_a_month(count, sizes)
    few, many = sizes.rows(cube.keys)
    return Estimate(few, math.sqrt(few * many), many)


def _alike(cube: Cube, granularity: str, sizes: Sizes) -> Sequence[int]:
    """Return the rows of other tags that were counted beside the same key."""
    others, kinds = _parted(cube.keys)
    if len(kinds) != 1:
        return ()
    counted = ((_parted(tuple(keys)), count) for keys, count in sizes.of(granularity).items())
    return [count for parts, count in counted if parts == (others, kinds)]


def _parted(keys: Sequence[Group]) -> tuple[frozenset[Group], tuple[str, ...]]:
    """Return the dimensions, and the kinds of what is none."""
    dimensions = frozenset(key for key in keys if key.kind == "DIMENSION")
    return dimensions, tuple(key.kind for key in keys if key.kind != "DIMENSION")


def _of_a_day(month: Estimate, sizes: Sizes) -> Estimate:
    """Return the rows of a day, given those of a month."""
    low, guess, most = SHARE
    if (idle := _idle(sizes)) is None:
        return Estimate(month.low * low, month.expected * guess, month.high * most)
    return Estimate(month.low * low, _there(month.expected, sizes, idle), month.high)


def _of_a_month(day: int, sizes: Sizes) -> Estimate:
    """Return the rows of a month, given those of a day."""
    low, high = float(day), day * 31.0
    if (idle := _idle(sizes)) is None:
        return Estimate(low, day / SHARE[1], high)
    few, many = low, high
    for _ in range(20):  # the more rows of a month, the more of a day
        middle = (few + many) / 2
        few, many = (few, middle) if _there(middle, sizes, idle) > day else (middle, many)
    return Estimate(low, many, high)


def _idle(sizes: Sizes) -> float | None:
    """Return on which share of days a usage type is not used, where both were counted."""
    day, month = sizes.days.get(USAGE, 0), sizes.months.get(USAGE, 0)
    return 1 - min(day / month, 1) if day and month else None


def _there(month: float, sizes: Sizes, idle: float) -> float:
    """Return how many of a month's rows a day has, by the usage types that are in each."""
    types = max(sizes.months[USAGE] / max(month, 1), 1)
    return month * (1 - math.pow(idle, types))


def said(calls: Sequence[Call], sizes: Sizes) -> str:
    """Say what an estimate comes from."""
    counted = sum(known(call, sizes) for call in calls)
    page = (
        f"a page has {sizes.page:,} rows, as was seen"
        if sizes.page
        else f"a page may have {pages(sizes)[0]:,.0f} to {pages(sizes)[2]:,.0f} rows"
    )
    return f"rows of {counted} of {len(calls)} cubes were counted in one period; {page}"
