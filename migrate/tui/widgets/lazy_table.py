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
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from migrate.core.escape import terminal
from migrate.tui.widgets.step_list import CURSOR

LONGEST = 400
"""Characters of a cell that are looked at; no screen shows more."""
HEAD = 1
"""Lines above the rows."""


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


class LazyTable(ScrollView, can_focus=True):
    """Keeps its cursor by place; whoever changes the rows may move it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lazy-table--head", "lazy-table--cursor"}
    DEFAULT_CSS = """
    LazyTable { height: 1fr; background: $background; scrollbar-size-vertical: 1; }
    LazyTable { overflow-x: hidden; overflow-y: scroll; }
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
        self.columns = tuple(columns)
        self.cursor = 0
        self._rows: Rows = Nothing()

    def show(self, rows: Rows, cursor: int = 0) -> None:
        """Show rows, with the cursor at a place of them."""
        self._rows = rows
        self.cursor = -1
        self.grow()
        self.choose(cursor)

    def grow(self) -> None:
        """Take note that there are more rows than before."""
        self.virtual_size = Size(self.size.width, len(self._rows) + HEAD)
        self.refresh()

    def choose(self, index: int) -> None:
        """Move the cursor, as far as there are rows, and bring it into sight."""
        index = max(0, min(index, len(self._rows) - 1))
        moved, self.cursor = index != self.cursor, index
        room, top = max(1, self.size.height - HEAD), self.scroll_offset.y
        if index < top:
            self.scroll_to(y=index, animate=False, force=True)
        elif index >= top + room:
            self.scroll_to(y=index - room + 1, animate=False, force=True)
        self.refresh()
        if moved and len(self._rows):
            self.post_message(RowChosen(index))

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is in sight."""
        width = self.size.width
        if y < HEAD:
            style = self.get_component_rich_style("lazy-table--head")
            return self._line(" ", [column.title for column in self.columns], width, style)
        index = self.scroll_offset.y + y - HEAD
        if index >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        here = index == self.cursor
        style = self.get_component_rich_style("lazy-table--cursor") if here else self.rich_style
        return self._line(CURSOR if here else " ", self._rows.cells(index), width, style)

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

    def _line(self, mark: str, cells: Sequence[str], width: int, style: Style) -> Strip:
        fixed = sum(column.width + 1 for column in self.columns if column.width)
        rest = max(1, width - 1 - fixed - 1)
        text = "".join(
            _fitted(cell, column.width or rest, right=column.right) + " "
            for column, cell in zip(self.columns, cells, strict=False)
        )
        return Strip([Segment(mark + text, style)]).adjust_cell_length(width, style)


def _fitted(text: str, width: int, *, right: bool) -> str:
    """Return one line of harmless text that is exactly this wide."""
    shown = terminal(text[:LONGEST])
    length = cell_len(shown)
    if length > width:
        return set_cell_size(shown, max(0, width - 1)) + "…"
    return " " * (width - length) + shown if right else shown + " " * (width - length)
