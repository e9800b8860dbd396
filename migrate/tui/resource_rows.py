"""The rows of the Resources screen: ids in memory, the rest a page at a time."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence

from migrate.state.view_filter import Known
from migrate.state.view_resources import ResourceLine, ResourceView
from migrate.tui.widgets.lazy_table import Column

PAGE, KEPT = 128, 32
"""Rows of a page, and pages that are kept."""
COLUMNS = (
    Column("", 1),
    Column("type", 24),
    Column("region", 14),
    Column("name"),
    Column("≈ cost", 9, right=True),
)
"""The last is left out while no bill is known."""


class ResourceRows:
    """What one search found so far."""

    def __init__(self, view: ResourceView) -> None:
        self.ids: array[int] = array("q")
        self._view = view
        self._known: Known | None = None
        self._pages: OrderedDict[int, list[ResourceLine | None]] = OrderedDict()

    def __len__(self) -> int:
        return len(self.ids)

    def extend(self, ids: array[int]) -> None:
        """Add what was found further; the last page may have been half full."""
        self._pages.pop(len(self.ids) // PAGE, None)
        self.ids.extend(ids)

    def know(self, known: Known) -> None:
        """Take what the marks and the shares of the bill are made of."""
        self._known = known

    def at(self, index: int) -> ResourceLine | None:
        """Return a row; None for one that is gone."""
        page = self._page(index // PAGE)
        return page[index % PAGE] if index % PAGE < len(page) else None

    def place_of(self, number: int) -> int:
        """Return where a resource stands; the top when it was not found."""
        try:
            return self.ids.index(number)
        except ValueError:
            return 0

    def cells(self, index: int) -> Sequence[str]:
        """Return the texts of one row."""
        row = self.at(index)
        if row is None:
            return ("", "(gone)", "", "", "")
        return (
            self._mark(row),
            short(row.type),
            row.region,
            named(row.name, row.identifier),
            self._share(row),
        )

    def _page(self, number: int) -> list[ResourceLine | None]:
        page = self._pages.get(number)
        if page is None:
            page = self._view.lines(self.ids[number * PAGE : (number + 1) * PAGE])
            self._pages[number] = page
            if len(self._pages) > KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page

    def _mark(self, row: ResourceLine) -> str:
        newest = self._known.scan if self._known else 0
        if row.removed_scan:
            return "-"
        if newest <= 1 or row.changed_scan < newest:
            return " "
        return "+" if row.first_scan == newest else "~"

    def _share(self, row: ResourceLine) -> str:
        money = self._known.money if self._known else None
        share = money.share(row.type, row.region) if money else None
        return f"{share:,.2f}" if share else ""


def short(type_name: str) -> str:
    """Return a type without the prefix that nearly all have."""
    return type_name.removeprefix("AWS::")


def named(name: str, identifier: str) -> str:
    """Return a name, and the identifier where it is another word."""
    return identifier if not name or name == identifier else f"{name}  {identifier}"
