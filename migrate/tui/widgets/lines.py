"""A view of lines that scrolls and grows without a new layout of the screen: no key waits."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.widget import Widget

EIGHTHS = 8
"""Parts of a cell that a scroll bar can show."""


class Lines(ScrollView, can_focus=True):
    """Keeps its scroll bar always: its room never changes with how much there is."""

    DEFAULT_CSS = """
    Lines { scrollbar-size-vertical: 1; overflow-x: hidden; overflow-y: scroll; }
    """

    def lengthen(self, lines: int) -> None:
        """Take note of how many lines there are, and draw them."""
        self.set_reactive(Widget.virtual_size, Size(self.size.width, lines))
        self.vertical_scrollbar.window_virtual_size = lines
        if self.scroll_offset.y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw the lines; the scroll bar only where it would look different.

        Among a million lines a page is far less than it can show.
        """
        bar = self.vertical_scrollbar
        if self._thumb(old_value) == self._thumb(new_value):
            bar.set_reactive(ScrollBar.position, new_value)
        else:
            bar.position = new_value
        if round(old_value) != round(new_value):
            self.refresh(self.size.region)

    def _thumb(self, position: float) -> int:
        """Return where the scroll bar stands, in the smallest parts that it can show."""
        return int(position / max(1, self.max_scroll_y) * self.size.height * EIGHTHS)
