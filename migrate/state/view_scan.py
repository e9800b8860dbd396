"""How far the newest scan of an account is: by region, and what keeps cells from being seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from migrate.state.view_resources import ResourceView

RESOLVED = frozenset({"ok", "empty", "not-in-region", "not-subscribed"})
"""The same as `inventory.cells.RESOLVED` (a test compares), without its imports."""
PLANNED = "planned"
DENIED = "denied"
ORDER = (DENIED, "throttled", "error", "capped", "skipped")


@dataclass(frozen=True, slots=True)
class RegionProgress:
    """The cells of one region."""

    region: str
    cells: int
    resolved: int
    waiting: int
    """Not asked yet."""
    found: int
    """Resources."""

    @property
    def problems(self) -> int:
        """Cells that were asked and could not be seen."""
        return self.cells - self.resolved - self.waiting


@dataclass(frozen=True, slots=True)
class Problem:
    """Cells that one cause keeps from being seen."""

    state: str
    what: str
    """The IAM action that was denied, or else the call and the code that it got."""
    cells: int
    regions: tuple[str, ...]
    why: str
    """One example of what AWS said."""
    final: bool
    """Asking again brings the same."""


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """A scan at one moment."""

    id: int
    started_at: str
    finished_at: str
    """Empty while it is under way, or when it was stopped."""
    regions: tuple[RegionProgress, ...]
    problems: tuple[Problem, ...]

    @property
    def cells(self) -> int:
        """How many are planned so far."""
        return sum(region.cells for region in self.regions)

    @property
    def resolved(self) -> int:
        """How many of them have an answer."""
        return sum(region.resolved for region in self.regions)

    @property
    def asked(self) -> int:
        """How many came out, one way or the other."""
        return self.cells - sum(region.waiting for region in self.regions)

    @property
    def found(self) -> int:
        """How many resources the cells showed."""
        return sum(region.found for region in self.regions)


class ScanView(ResourceView):
    """A reader of scans."""

    def mark(self) -> tuple[Any, ...]:
        """Return what is different when the inventory, its bill or its links are."""
        newest = self.ask(
            "SELECT id, finished_at FROM scan WHERE account = ? ORDER BY id DESC LIMIT 1",
            self.account,
        )
        seen = self.ask(
            "SELECT count(*), sum(calls), sum(final) FROM cell WHERE scan = ? AND state != ?",
            newest[0][0] if newest else 0,
            PLANNED,
        )
        tables = [name for name in ("resource", "bill", "link", "move") if self.has(name)]
        ends = [self.ask(f"SELECT max(rowid) FROM {name}")[0][0] for name in tables]  # noqa: S608
        return *newest, *seen, *ends

    def newest_scan(self) -> ScanProgress | None:
        """Return how far the newest scan is; None before the first."""
        newest = self.ask(
            "SELECT id, started_at, finished_at FROM scan WHERE account = ?"
            " ORDER BY id DESC LIMIT 1",
            self.account,
        )
        if not newest:
            return None
        number, started, finished = newest[0]
        rows = self.ask(
            "SELECT region, state, count(*), sum(count) FROM cell WHERE scan = ?"
            " GROUP BY region, state",
            number,
        )
        return ScanProgress(number, started, finished, _regions(rows), self._problems(number))

    def _problems(self, scan: int) -> tuple[Problem, ...]:
        rows = self.ask(
            "SELECT state, action, listing, code, region, final, max(message), count(*)"
            " FROM cell WHERE scan = ? AND state NOT IN ('ok', 'empty', 'not-in-region',"
            " 'not-subscribed', 'planned') GROUP BY state, action, listing, code, region, final",
            scan,
        )
        found: dict[tuple[str, str, bool], Problem] = {}
        for state, action, listing, code, region, final, message, cells in rows:
            call = listing.partition("(")[0]
            what = action if state == DENIED and action else f"{call} {code}".rstrip()
            one = Problem(state, what, cells, (region,), message or code, bool(final))
            key = (state, what, bool(final))
            found[key] = _both(found[key], one) if key in found else one
        return tuple(sorted(found.values(), key=_place))


def _both(one: Problem, other: Problem) -> Problem:
    regions = tuple(sorted({*one.regions, *other.regions}))
    return replace(one, cells=one.cells + other.cells, regions=regions)


def _place(problem: Problem) -> tuple[Any, ...]:
    known = ORDER.index(problem.state) if problem.state in ORDER else len(ORDER)
    return problem.final, known, -problem.cells, problem.what


def _regions(rows: Iterable[tuple[Any, ...]]) -> tuple[RegionProgress, ...]:
    by_region: dict[str, dict[str, tuple[int, int]]] = {}
    for region, state, cells, found in rows:
        by_region.setdefault(region, {})[state] = (cells, found)
    return tuple(_region(region, states) for region, states in sorted(by_region.items()))


def _region(region: str, states: Mapping[str, tuple[int, int]]) -> RegionProgress:
    return RegionProgress(
        region,
        cells=sum(cells for cells, _ in states.values()),
        resolved=sum(cells for state, (cells, _) in states.items() if state in RESOLVED),
        waiting=states.get(PLANNED, (0, 0))[0],
        found=sum(found for _, found in states.values()),
    )
