"""Which calls answer all wants for the fewest requests, and how few there could be at all.

Cost Explorer groups by two keys at most, so: a want of three keys takes one filtered call for
each value of its third; it answers every want within it, and those are not asked again; wants
of one key go in pairs where the pair is no more pages than the two alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

from migrate.costs.cubes import Call, Cube
from migrate.costs.periods import DAILY, MONTHLY
from migrate.costs.sizes import PAGES, Sizes
from migrate.costs.wants import RECORD_TYPE, REGION, Want

FILTERS = frozenset(group for want in (RECORD_TYPE, REGION) for group in want.groups)
"""Keys that a call can be filtered by: their values are known from cubes that every level has."""
LONGEST = 31
"""Days of a month, at the most."""


@dataclass(frozen=True, slots=True)
class Periods:
    """How many periods are asked for."""

    months: int
    days: int

    def of(self, granularity: str) -> int:
        """Return how many there are."""
        return self.days if granularity == DAILY else self.months


def choose(wants: Sequence[Want], sizes: Sizes, periods: Periods) -> tuple[Call, ...]:
    """Return the calls, months first; the controls are not among them."""
    return tuple(
        Call(cube, granularity)
        for granularity in (MONTHLY, DAILY)
        for cube in _cubes(
            [w for w in wants if granularity in w.granularities], sizes, periods.of(granularity)
        )
    )


def covers(cube: Cube, want: Want) -> bool:
    """Whether a cube's answer holds everything that a want asks for."""
    return set(want.groups) <= set(cube.keys)


def cost(cube: Cube, sizes: Sizes, periods: int) -> tuple[int, int]:
    """Return the fewest and the most requests of a cube over all periods."""
    if cube.by is None:
        return sizes.pages(cube.groups, periods)
    few, many = sizes.pages(cube.keys, periods)
    slices = sizes.values(cube.by)
    return max(few, slices), many + slices  # each slice ends with a page that is not full


def fewest(call: Call, sizes: Sizes, periods: Periods) -> int:
    """Return the requests that a call takes at the least, guesses left out.

    A row of a month stands on one of its days at least, and perhaps on no other.
    """
    months = ceil(periods.days / LONGEST) if call.granularity == DAILY else periods.months
    return max(1, ceil(sizes.least(call.cube.keys) * months / (sizes.page or PAGES[1])))


def _cubes(wants: Sequence[Want], sizes: Sizes, periods: int) -> list[Cube]:
    chosen = [_filtered(want, sizes, periods) for want in wants if len(want.groups) == 3]
    asked_alone = {RECORD_TYPE.name, REGION.name}
    for want in wants:
        alone = Cube(want.name, want.groups)
        if len(want.groups) == 2 and (
            want.name in asked_alone or not any(covers(c, want) for c in chosen)
        ):
            chosen.append(alone)
    single = [w for w in wants if len(w.groups) == 1 and not any(covers(c, w) for c in chosen)]
    return sorted([*chosen, *_paired(single, sizes, periods)], key=lambda c: c.by is not None)


def _filtered(want: Want, sizes: Sizes, periods: int) -> Cube:
    """Return the cheapest way to ask for three keys."""
    ways = [
        Cube(want.name, tuple(g for g in want.groups if g != by), by)
        for by in want.groups
        if by in FILTERS
    ]
    return min(ways, key=lambda cube: cost(cube, sizes, periods)[1])


def _paired(wants: Sequence[Want], sizes: Sizes, periods: int) -> Iterator[Cube]:
    """Pair what is cheaper together, the greatest saving first."""
    left = {want.name: want for want in wants}
    pairs = sorted(
        combinations(wants, 2), key=lambda p: (-_saving(p[0], p[1], sizes, periods), p[0].name)
    )
    for one, other in pairs:
        if one.name in left and other.name in left and _saving(one, other, sizes, periods) > 0:
            del left[one.name], left[other.name]
            yield Cube(f"{one.name}-{other.name}", (*one.groups, *other.groups))
    for want in left.values():
        yield Cube(want.name, want.groups)


def _saving(one: Want, other: Want, sizes: Sizes, periods: int) -> int:
    """Return how many requests a pair saves at the worst."""
    apart = sizes.pages(one.groups, periods)[0] + sizes.pages(other.groups, periods)[0]
    return apart - sizes.pages((*one.groups, *other.groups), periods)[1]


def lower_bound(
    wants: Sequence[Want], rows: Mapping[tuple[str, str], int], page: int, slices: int
) -> int:
    """Return how few requests could have answered all wants, had every size been known.

    A page answers one call and holds no more than the largest page that was seen.  One call can
    answer two wants of two keys that share one (three keys, so at least a request for each value
    of the third), or two wants of one key.  `rows` has the rows of each want as they came.
    """
    bound = 0
    for granularity in (MONTHLY, DAILY):
        here = [w for w in wants if granularity in w.granularities]
        outer = [w for w in here if not any(set(w.groups) < set(o.groups) for o in here)]
        pages = {w.name: max(1, ceil(rows.get((w.name, granularity), 0) / page)) for w in outer}
        three = [pages[w.name] for w in outer if len(w.groups) == 3]
        two = [pages[w.name] for w in outer if len(w.groups) == 2]
        single = [pages[w.name] for w in outer if len(w.groups) == 1]
        least = max(slices, 1)
        bound += 1 + sum(max(least, count) for count in three)
        bound += _least_paired(two, least) + _least_paired(single, 1)
    return bound


def _least_paired(pages: Sequence[int], least: int) -> int:
    """Return the least sum when two may share: a pair costs its larger one, at the least `least`.

    The largest are best paired with each other, so neighbours in order are all that is tried.
    """
    best = [0]
    ordered = sorted(pages, reverse=True)
    for index, count in enumerate(ordered):
        alone = best[index] + count
        shared = best[index - 1] + max(ordered[index - 1], least) if index else alone
        best.append(min(alone, shared))
    return best[-1]
