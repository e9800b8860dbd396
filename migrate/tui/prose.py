"""Lines that wrap under their own text, so that names in front stay readable as a column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content
from textual.css.styles import RulesMap
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import Static

_NARROWEST = 12
"""Cells that a wrapped text keeps; below, the indent goes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line, and how far its continuation is indented."""

    content: Content
    indent: int = 0
    target: int = 0
    """The resource that the line leads to; 0 when it leads nowhere."""

    def wrapped(self, width: int) -> list[Content]:
        """Return the line in pieces of at most this width."""
        first, *rest = self.content.wrap(width) or [self.content]
        if not rest or not self.indent or width - self.indent < _NARROWEST:
            return [first, *rest]
        tail = self.content[len(first.plain) :]
        lead = len(tail.plain) - len(tail.plain.lstrip(" "))
        again = tail[lead:].wrap(width - self.indent)
        return [first, *(piece.pad_left(self.indent) for piece in again)]


class Rows(Visual):
    """Rows below each other, wrapped to the width that there is."""

    def __init__(self, rows: Iterable[Row | Content]) -> None:
        self.rows = tuple(row if isinstance(row, Row) else Row(row) for row in rows)
        self._wrapped: tuple[int, Content] = (-1, Content())

    @property
    def plain(self) -> str:
        """The text alone, unwrapped."""
        return "\n".join(row.content.plain for row in self.rows)

    def same(self, other: Rows) -> bool:
        """Whether the other looks the same."""
        pairs = zip(self.rows, other.rows, strict=False)
        return len(self.rows) == len(other.rows) and all(
            mine.indent == its.indent and mine.content.is_same(its.content) for mine, its in pairs
        )

    def at(self, width: int) -> Content:
        """Return the text wrapped to a width."""
        if self._wrapped[0] != width:
            pieces = [piece for row in self.rows for piece in row.wrapped(max(1, width))]
            self._wrapped = (width, Content("\n").join(pieces))
        return self._wrapped[1]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Take the width that there is, up to the longest line."""
        del rules
        return min(container_width, max((r.content.cell_length for r in self.rows), default=0))

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Count the lines at a width."""
        return self.at(width).get_height(rules, width) if self.rows else 0

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Draw the lines."""
        return self.at(width).render_strips(width, height, style, options)


class Prose(Static):
    """A text of rows; it can be selected with the mouse as it is shown."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.told = Rows(())

    def tell(self, rows: Iterable[Row | Content]) -> bool:
        """Show rows, if they are others than before; return whether they are."""
        told = Rows(rows)
        if told.same(self.told):
            return False
        self.told = told
        self.update(told)
        return True

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text."""
        return selection.extract(self.told.at(self.content_size.width).plain), "\n"
