"""The amounts as a table: a row for each name, as many periods as there is room for."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from migrate.tui.costs import NONE, Picture, cents
from migrate.tui.widgets.legend import fitted
from migrate.tui.words import UNICODE
from migrate.workspace.archive.sums import Amounts, added

NARROWEST, WIDEST = 14, 40
"""Cells of the names."""
GAP = 2
CURSOR = "▌" if UNICODE else "*"
_OPEN = "≈" if UNICODE else "~"


@dataclass(frozen=True, slots=True)
class _Columns:
    """How wide what is."""

    names: int
    shown: range
    cell: int
    total: int


class Sheet(ScrollView, can_focus=False):
    """Draws only the lines that are seen; the head, the cursor and the total stay."""

    DEFAULT_CSS = """
    Sheet { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; padding: 0 1; }
    """
    FIXED = 2
    """Lines that do not scroll: the head and the total."""

    def __init__(self) -> None:
        super().__init__()
        self.cursor = 0
        """The row that is chosen."""
        self._picture: Picture | None = None
        self._measured: tuple[Picture, int, _Columns] | None = None

    def show(self, picture: Picture) -> None:
        """Show other amounts, or another chosen period."""
        self._picture = picture
        self.cursor = max(0, min(self.cursor, len(picture.rows) - 1))
        self.virtual_size = Size(self.size.width, len(picture.rows) + self.FIXED)
        self.refresh()

    def move(self, by: int) -> None:
        """Move the cursor, and what is seen with it."""
        if self._picture is None or not self._picture.rows:
            return
        self.cursor = max(0, min(self.cursor + by, len(self._picture.rows) - 1))
        seen = max(1, self.size.height - self.FIXED)
        top = int(self.scroll_y)
        if not top <= self.cursor < top + seen:
            target = self.cursor if self.cursor < top else self.cursor - seen + 1
            self.scroll_to(y=target, animate=False, force=True)
        self.refresh()

    @property
    def page(self) -> int:
        """How far a page goes."""
        return max(1, self.size.height - self.FIXED - 1)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        base, width = self.rich_style, self.size.width
        picture = self._picture
        if picture is None:
            return Strip.blank(width, base)
        columns = self._columns(picture, width)
        last = min(self.size.height, len(picture.rows) + self.FIXED) - 1
        if y == 0:
            return self._head(picture, columns, width, base)
        if y == last:
            bold = base + Style(bold=True)
            total = _line(columns, "  Total", picture.totals, bold, picture.at)
            return total.adjust_cell_length(width, base)
        row = int(self.scroll_y) + y - 1
        if y > last or row >= len(picture.rows):
            return Strip.blank(width, base)
        name, amounts = picture.rows[row]
        here = row == self.cursor
        style = base + Style(bold=True) if here else base
        sign = CURSOR if here else " "
        drawn = _line(columns, f"{sign} {name or NONE}", amounts, style, picture.at)
        return drawn.adjust_cell_length(width, base)

    def _columns(self, picture: Picture, width: int) -> _Columns:
        """Measure once for each picture and width."""
        if self._measured is None or self._measured[0] is not picture or self._measured[1] != width:
            self._measured = picture, width, _columns(picture, width)
        return self._measured[2]

    def _head(self, picture: Picture, columns: _Columns, width: int, base: Style) -> Strip:
        daily = bool(picture.choice.month)
        drawn = [Segment(" " * columns.names, base)]
        for at in columns.shown:
            period = picture.grid.periods[at]
            text = f"{period.start}" if daily else f"{period.start:%Y-%m}"
            text = f"{_OPEN}{text}" if period.estimated and len(text) < columns.cell else text
            style = Style(bold=True, underline=True) if at == picture.at else Style()
            drawn.append(Segment(" " * GAP + " " * (columns.cell - len(text)), base))
            drawn.append(Segment(text, base + style))
        drawn.append(Segment(f"{'all':>{columns.total + GAP}}", base))
        return Strip(drawn).adjust_cell_length(width, base)


def _line(columns: _Columns, name: str, amounts: Amounts, style: Style, chosen: int) -> Strip:
    drawn = [Segment(fitted(name, columns.names), style)]
    for at in columns.shown:
        here = style + Style(bold=True) if at == chosen else style
        drawn.append(Segment(f"{cents(amounts[at]):>{columns.cell + GAP}}", here))
    drawn.append(Segment(f"{cents(added(amounts)):>{columns.total + GAP}}", style))
    return Strip(drawn)


def _columns(picture: Picture, width: int) -> _Columns:
    """Choose the periods around the chosen one that fit beside names and totals."""
    rows = [*(amounts for _, amounts in picture.rows), picture.totals]
    longest = max((cell_len(name) for name, _ in picture.rows), default=0) + 2
    total = max((len(cents(added(amounts))) for amounts in rows), default=5)
    cell = max((len(cents(amount)) for amounts in rows for amount in amounts), default=7)
    cell = max(cell, 10 if picture.choice.month else 8)
    names = max(NARROWEST, min(WIDEST, longest, width // 3))
    fits = max(1, (width - names - total - GAP) // (cell + GAP))
    count = len(picture.grid.periods)
    first = max(0, min(picture.at - fits // 2, count - fits))
    return _Columns(names, range(first, min(count, first + fits)), cell, total)
