"""A part of the detail pane: shown while it has something to say."""

from __future__ import annotations

from textual.content import Content

from migrate.tui.desk import Page
from migrate.tui.prose import Prose, Row


class Section(Prose):
    """Turns a page into lines; no lines, no room."""

    DEFAULT_CSS = """
    Section { height: auto; margin-bottom: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.display = False

    def lines(self, page: Page) -> list[Content | Row]:
        """Return what there is to say about a step now."""
        raise NotImplementedError

    def show(self, page: Page) -> None:
        """Draw the page's lines, if they are others than before."""
        if self.tell(self.lines(page)):
            self.display = bool(self.told.rows)
