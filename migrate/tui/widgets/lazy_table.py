"""A table of any length that draws only what is on the screen.

Textual's DataTable keeps every cell; this one asks for the rows that it draws.  It builds its
lines itself: no text in it is ever read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click, Resize
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from migrate.core.escape import terminal
from migrate.tui.widgets.lines import Lines
from migrate.tui.widgets.step_list import CURSOR

LONGEST = 400
"""Characters of a cell that are looked at; no screen shows more."""
HEAD = 1
"""Lines above the rows."""
KEPT = 512
"""Drawn lines that are kept."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    title: str
    width: int = 0
    """Cells; 0 takes what the others leave."""
    right: bool = False


class Rows(Protocol):
    """What the table shows."""

    def __len__(self) -> int:
        """Count the rows that are known so far."""

    def cells(self, index: int) -> Sequence[str]:
        """Return the texts of one row."""


class Nothing:
    """No rows."""

    def __len__(self) -> int:
        """Count none."""
        return 0

    def cells(self, index: int) -> Sequence[str]:
        """Return nothing."""
        del index
        return ()


@dataclass
class RowChosen(Message):
    """The cursor stands on another row."""

    index: int


@dataclass
class RowOpened(Message):
    """Enter was pressed on a row."""

    index: int


class LazyTable(Lines):
    """Keeps its cursor by place; whoever changes the rows may move it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lazy-table--head", "lazy-table--cursor"}
    DEFAULT_CSS = """
    LazyTable { height: 1fr; background: $background; }
    LazyTable > .lazy-table--head { color: $muted; text-style: bold; }
    LazyTable > .lazy-table--cursor { background: $block-cursor-blurred-background; }
    LazyTable:focus > .lazy-table--cursor {
        background: $block-cursor-background; text-style: bold;
    }
    LazyTable:ansi > .lazy-table--cursor { background: ansi_default; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("home,g", "edge(0)", show=False),
        Binding("end,G", "edge(1)", show=False),
        Binding("enter", "open", show=False),
    ]

    def __init__(self, columns: Sequence[Column], *, id: str) -> None:
        super().__init__(id=id)
        self._columns = tuple(columns)
        self.cursor = 0
        self._rows: Rows = Nothing()
        self._drawn: dict[int, Strip] = {}
        self._style = Style()
        self._width = 1
        """Cells of a line, beside the scroll bar: what lay under it would be cut off each time."""
        self._cursor_style = Style()

    @property
    def columns(self) -> tuple[Column, ...]:
        """What stands beside what."""
        return self._columns

    @columns.setter
    def columns(self, columns: Sequence[Column]) -> None:
        """Draw other columns, if they are others."""
        if tuple(columns) != self._columns:
            self._columns = tuple(columns)
            self._drawn.clear()
            self.refresh()

    def show(self, rows: Rows, cursor: int = 0) -> None:
        """Show rows, with the cursor at a place of them."""
        self._rows = rows
        self.cursor = -1
        self.grow()
        self.choose(cursor)

    def grow(self) -> None:
        """Take note that there are more rows than before."""
        self._drawn.clear()
        self.lengthen(len(self._rows) + HEAD)

    def choose(self, index: int) -> None:
        """Move the cursor, as far as there are rows, and bring it into sight."""
        index = max(0, min(index, len(self._rows) - 1))
        before, self.cursor = self.cursor, index
        room, top = max(1, self.size.height - HEAD), self.scroll_offset.y
        if index < top:
            self.scroll_to(y=index, animate=False, force=True)
        elif index >= top + room:
            self.scroll_to(y=index - room + 1, animate=False, force=True)
        self._redraw(before, index)
        if before != index and len(self._rows):
            self.post_message(RowChosen(index))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw what is in sight, with styles and width looked up once."""
        style, width = self.rich_style, max(1, self.scrollable_content_region.width)
        if (style, width) != (self._style, self._width):
            self._style, self._width = style, width
            self._drawn.clear()
        self._cursor_style = self.get_component_rich_style("lazy-table--cursor")
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is in sight."""
        width = self._width
        if y < HEAD:
            style = self.get_component_rich_style("lazy-table--head")
            return self._line(" ", [column.title for column in self.columns], width, style)
        index = self.scroll_offset.y + y - HEAD
        if index >= len(self._rows):
            return Strip.blank(width, self._style)
        if index == self.cursor:
            return self._line(CURSOR, self._rows.cells(index), width, self._cursor_style)
        if index not in self._drawn:
            if len(self._drawn) >= KEPT:
                self._drawn.clear()
            self._drawn[index] = self._line(" ", self._rows.cells(index), width, self._style)
        return self._drawn[index]

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self.choose(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by what is in sight."""
        self.choose(self.cursor + by * max(1, self.size.height - HEAD - 1))

    def action_edge(self, end: int) -> None:
        """Go to the first or the last row."""
        self.choose(len(self._rows) if end else 0)

    def action_open(self) -> None:
        """Say that the row under the cursor was opened."""
        if 0 <= self.cursor < len(self._rows):
            self.post_message(RowOpened(self.cursor))

    def on_click(self, event: Click) -> None:
        """Move the cursor to the row that was clicked."""
        if HEAD <= event.y < len(self._rows) - self.scroll_offset.y + HEAD:
            self.choose(self.scroll_offset.y + event.y - HEAD)

    def on_resize(self, event: Resize) -> None:
        """Keep the cursor in sight."""
        del event
        self.grow()
        self.choose(self.cursor)

    def _redraw(self, *rows: int) -> None:
        """Draw single rows anew, as far as they are in sight."""
        for row in rows:
            y = row - self.scroll_offset.y + HEAD
            if HEAD <= y < self.size.height:
                self.refresh(Region(0, y, self.size.width, 1))

    def _line(self, mark: str, cells: Sequence[str], width: int, style: Style) -> Strip:
        fixed = sum(column.width + 1 for column in self._columns if column.width)
        rest = max(1, width - 1 - fixed - 1)
        text = "".join(
            _fitted(cell, column.width or rest, right=column.right) + " "
            for column, cell in zip(self._columns, cells, strict=False)
        )
        told = Segment(mark + text, style)
        if rest + fixed + 2 == width:
            return Strip([told], width)  # each cell is as wide as it has to be: none is measured
        return Strip([told]).adjust_cell_length(width, style)


def _fitted(text: str, width: int, *, right: bool) -> str:
    """Return one line of harmless text that is exactly this wide."""
    text = text[:LONGEST]
    plain = text.isascii() and text.isprintable()
    shown = text if plain else terminal(text)
    length = len(text) if plain else cell_len(shown)
    if length > width:
        return set_cell_size(shown, max(0, width - 1)) + "…"
    return " " * (width - length) + shown if right else shown + " " * (width - length)
