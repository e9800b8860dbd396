"""Which cell is asked next: services and regions take turns, so that no slow one holds all."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable

from migrate.inventory.cells import Cell

AT_ONCE = 6
"""Cells of one service in one region that are asked at the same time."""


class CellQueue:
    """Cells in lanes, one for each service and region, taken in turn."""

    def __init__(self, lane_of: Callable[[Cell], tuple[str, str]], at_once: int = AT_ONCE) -> None:
        self._lane_of = lane_of
        self._at_once = at_once
        self._lanes: OrderedDict[tuple[str, str], deque[Cell]] = OrderedDict()
        self._busy: dict[tuple[str, str], int] = {}
        self._known: set[tuple[str, str, str]] = set()

    def add(self, cells: Iterable[Cell]) -> int:
        """Put cells into their lanes, each once; return how many were new."""
        added = 0
        for cell in cells:
            if cell.key not in self._known:
                self._known.add(cell.key)
                self._lanes.setdefault(self._lane_of(cell), deque()).append(cell)
                added += 1
        return added

    def next(self) -> Cell | None:
        """Take the next cell of the next lane that has room; None while all are busy or empty."""
        for lane in list(self._lanes):
            if self._busy.get(lane, 0) >= self._at_once:
                continue
            cells = self._lanes[lane]
            cell = cells.popleft()
            self._busy[lane] = self._busy.get(lane, 0) + 1
            if cells:
                self._lanes.move_to_end(lane)
            else:
                del self._lanes[lane]
            return cell
        return None

    def done(self, cell: Cell) -> None:
        """Make room in the lane of a cell that came out."""
        self._busy[self._lane_of(cell)] -= 1

    def __bool__(self) -> bool:
        """Whether cells wait."""
        return bool(self._lanes)
