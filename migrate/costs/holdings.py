"""What an archive holds: for each period of each cube, the newest cell that answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from migrate.costs.cells import Cell
from migrate.costs.cubes import CONTROL
from migrate.costs.periods import DAILY, MONTHLY, REACH, cut, months_between, shifted

Key = tuple[str, str]
"""Name of a cube, and granularity."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """All complete cells of an archive."""

    cells: tuple[Cell, ...]

    def all_keys(self) -> tuple[Key, ...]:
        """Return what there are cells of, the controls first."""
        found = {cell.key for cell in self.cells}
        return tuple(sorted(found, key=lambda key: (key[0] != CONTROL.name, key)))

    def winners(self, key: Key) -> Mapping[date, Cell]:
        """Return the newest cell of each period, by the period's start."""
        found: dict[date, Cell] = {}
        for cell in self.cells:
            if cell.key == key:
                for start, _ in cut(cell.question.start, cell.question.end, key[1]):
                    found[start] = cell
        return dict(sorted(found.items()))

    def used(self, key: Key) -> Iterator[tuple[Cell, frozenset[date]]]:
        """Yield the cells that are still needed, each with the periods it answers."""
        won: dict[int, set[date]] = {}
        for start, cell in self.winners(key).items():
            won.setdefault(id(cell), set()).add(start)
        for cell in self.cells:
            if id(cell) in won:
                yield cell, frozenset(won[id(cell)])

    def open_from(self) -> date | None:
        """Return the first day that AWS has not closed in some cube; None for an empty archive."""
        firsts = [self._open(key) for key in self.all_keys()]
        return min(firsts) if firsts else None

    def _open(self, key: Key) -> date:
        winners = self.winners(key)
        end = max(cell.question.end for cell in winners.values())
        still = [start for start, cell in winners.items() if start in cell.estimated]
        last = max(winners)
        if key[1] == MONTHLY and shifted(last, 1) > end:
            still.append(last)  # cut short by the day of the capture
        return min(still) if still else end

    def late(self, keys: tuple[Key, ...]) -> Mapping[Key, date]:
        """Return the cubes that begin after their control, with the day on which they begin."""
        found = {}
        for key in keys:
            reach, winners = self.reach(key[1]), self.winners(key)
            if reach is not None and winners and min(winners) > reach[0]:
                found[key] = min(winners)
        return found

    def captured_at(self, keys: tuple[Key, ...]) -> datetime | None:
        """Return when the oldest of the newest answers came; None while a cube has none."""
        moments = []
        for key in keys:
            winners = self.winners(key)
            if not winners:
                return None
            moments.append(winners[max(winners)].asked_at)
        return min(moments) if moments else None

    def reach(self, granularity: str) -> tuple[date, date] | None:
        """Return first day and end of what the control holds."""
        found = [c.question for c in self.cells if c.key == (CONTROL.name, granularity)]
        if not found:
            return None
        return min(q.start for q in found), max(q.end for q in found)

    def lengths(self) -> tuple[int, int]:
        """Return how many months are held by month, and how many by day."""
        found = [self.reach(granularity) for granularity in (MONTHLY, DAILY)]
        months = [months_between(*window) if window else REACH for window in found]
        return months[0], months[1]
