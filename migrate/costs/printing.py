"""What the tables have to be, hashed while their pages are read for other proofs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping

from migrate.costs.cells import Cell
from migrate.costs.cubes import Cube
from migrate.costs.holdings import Holdings, Key
from migrate.costs.rows import Part
from migrate.costs.tables import head, month_of, press, tables_of
from migrate.costs.views import View


class Printing:
    """Running hashes of the tables whose lines are rows of pages, one by one.

    They are right when every cell was told once, in order.  A hash that fits a file proves it;
    one that does not proves nothing.
    """

    def __init__(self, holdings: Holdings, views: Iterable[View]) -> None:
        self._holdings = holdings
        self._views: dict[Key, list[View]] = {}
        self._sheets = {}
        for view in (view for view in views if view.direct):
            tables = tables_of(holdings, view)
            self._sheets[view] = {t.month: (t.path, hashlib.sha256(head(view))) for t in tables}
            self._views.setdefault(view.call.key, []).append(view)

    def teller(self, cell: Cell) -> Callable[[Part], None]:
        """Return what has to be told all that a cell says."""
        won = next((won for one, won in self._holdings.used(cell.key) if one is cell), frozenset())
        starts = {start.isoformat() for start in won}
        views = self._views.get(cell.key, []) if starts else []
        presses = [self._press(view, cell.question.cube) for view in views]

        def tell(part: Part) -> None:
            if part.start in starts:
                for lines_in in presses:
                    lines_in(part)

        return tell

    def _press(self, view: View, cube: Cube) -> Callable[[Part], None]:
        lines_in, sheets = press(view, cube), self._sheets[view]

        def tell(part: Part) -> None:
            sheets[month_of(view.call.granularity, part.day)][1].update(lines_in(part))

        return tell

    def hashes(self) -> Mapping[str, str]:
        """Return the hash of each table, by its path."""
        sheets = (sheet for view in self._sheets.values() for sheet in view.values())
        return {path: hashed.hexdigest() for path, hashed in sheets}
