"""What an archive holds: for each period of each cube, the newest cell that answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from migrate.costs.cells import Cell
from migrate.costs.cubes import CONTROL, SLICE, Cube
from migrate.costs.periods import DAILY, MONTHLY, REACH, cut, months_between, shifted

Key = tuple[str, str]
"""Name of a cube, and granularity."""


@dataclass(frozen=True)
class Holdings:
    """All complete cells of an archive."""

    cells: tuple[Cell, ...]
    """The oldest first."""
    _winners: dict[Key, Mapping[date, Cell]] = field(default_factory=dict, compare=False)

    @cached_property
    def by_key(self) -> Mapping[Key, tuple[Cell, ...]]:
        """Return the cells of each cube."""
        found: dict[Key, list[Cell]] = {}
        for cell in self.cells:
            found.setdefault(cell.key, []).append(cell)
        return {key: tuple(cells) for key, cells in found.items()}

    def all_keys(self) -> tuple[Key, ...]:
        """Return what there are cells of, the controls first."""
        return tuple(sorted(self.by_key, key=lambda key: (key[0] != CONTROL.name, key)))

    def cube(self, key: Key) -> Cube:
        """Return the cube of a key."""
        return self.by_key[key][-1].question.cube

    def slices(self, cube: Cube, granularity: str) -> tuple[Cube, ...]:
        """Return the parts of a cube that were captured; of a whole cube, itself."""
        if cube.by is None:
            return (cube,)
        found = [self.cube(key) for key in self.all_keys() if key[1] == granularity]
        return tuple(one for one in found if one.family == cube.family and one.by)

    def winners(self, key: Key) -> Mapping[date, Cell]:
        """Return the newest cell of each period, by the period's start."""
        if key not in self._winners:
            found: dict[date, Cell] = {}
            for cell in self.by_key.get(key, ()):
                for start, _ in cut(cell.question.start, cell.question.end, key[1]):
                    found[start] = cell
            self._winners[key] = dict(sorted(found.items()))
        return self._winners[key]

    def used(self, key: Key) -> Iterator[tuple[Cell, frozenset[date]]]:
        """Yield the cells that are still needed, each with the periods it answers."""
        won: dict[int, set[date]] = {}
        for start, cell in self.winners(key).items():
            won.setdefault(id(cell), set()).add(start)
        for cell in self.by_key.get(key, ()):
            if id(cell) in won:
                yield cell, frozenset(won[id(cell)])

    def open_from(self) -> date | None:
        """Return the first day that AWS has not closed in some cube; None for an empty archive.

        Slices are left out: one without costs since is not asked again.
        """
        firsts = [self._open(key) for key in self.by_key if SLICE not in key[0]]
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
        found = [c.question for c in self.by_key.get((CONTROL.name, granularity), ())]
        if not found:
            return None
        return min(q.start for q in found), max(q.end for q in found)

    def lengths(self) -> tuple[int, int]:
        """Return how many months are held by month, and how many by day."""
        found = [self.reach(granularity) for granularity in (MONTHLY, DAILY)]
        months = [months_between(*window) if window else REACH for window in found]
        return months[0], months[1]
