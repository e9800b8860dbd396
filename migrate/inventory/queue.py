"""Which cell is asked next: lane by lane in the given order, passing by those that have to rest.

A lane is a service in a region.  Its cells follow each other while its connections are open;
one that is full or has no turn left is passed by until it has, so that no slow one holds all.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from migrate.inventory.cells import Cell

AT_ONCE = 6
"""Cells of one service in one region that are asked at the same time."""
Lane = tuple[str, str]


@dataclass
class _Lane:
    """The cells of one lane that wait, and how many are under way."""

    order: tuple[int, int]
    cells: deque[Cell] = field(default_factory=deque)
    busy: int = 0
    listed: bool = False
    """Whether it stands among those that may be asked, or among those that rest."""


class CellQueue:
    """Cells in lanes; `rank` orders the lanes, `rest` says for how long a cell has no turn."""

    def __init__(
        self,
        lane_of: Callable[[Cell], Lane],
        at_once: int = AT_ONCE,
        *,
        rank: Callable[[Lane], int] = lambda _: 0,
        rest: Callable[[Cell], float] = lambda _: 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lane_of = lane_of
        self._at_once = at_once
        self._rank = rank
        self._rest = rest
        self._clock = clock
        self._lanes: dict[Lane, _Lane] = {}
        self._open: list[tuple[tuple[int, int], Lane]] = []
        self._resting: list[tuple[float, Lane]] = []
        self._waiting = 0

    def put(self, cell: Cell) -> None:
        """Put a cell at the end of its lane."""
        name = self._lane_of(cell)
        lane = self._lanes.get(name)
        if lane is None:
            lane = self._lanes[name] = _Lane((self._rank(name), len(self._lanes)))
        lane.cells.append(cell)
        self._waiting += 1
        self._list(name, lane)

    def next(self) -> Cell | None:
        """Take the next cell of the first lane that has room and a turn; None while there is none.

        `pause` tells when there may be one.
        """
        self._wake()
        while self._open:
            name = self._open[0][1]
            lane = self._lanes[name]
            if not lane.cells or lane.busy >= self._at_once:
                heappop(self._open)
                lane.listed = False
                continue
            seconds = self._rest(lane.cells[0])
            if seconds > 0:
                heappop(self._open)
                heappush(self._resting, (self._clock() + seconds, name))
                continue
            lane.busy += 1
            self._waiting -= 1
            return lane.cells.popleft()
        return None

    def done(self, cell: Cell) -> None:
        """Make room in the lane of a cell that came out."""
        name = self._lane_of(cell)
        lane = self._lanes[name]
        lane.busy -= 1
        self._list(name, lane)

    def pause(self, longest: float) -> float:
        """Return for how long no lane has a turn, unless a cell comes out first."""
        if not self._resting:
            return longest
        return min(longest, max(0.0, self._resting[0][0] - self._clock()))

    def __bool__(self) -> bool:
        """Whether cells wait."""
        return self._waiting > 0

    def _list(self, name: Lane, lane: _Lane) -> None:
        if lane.cells and not lane.listed:
            lane.listed = True
            heappush(self._open, (lane.order, name))

    def _wake(self) -> None:
        """Let those be asked that have rested."""
        now = self._clock()
        while self._resting and self._resting[0][0] <= now:
            _, name = heappop(self._resting)
            heappush(self._open, (self._lanes[name].order, name))
