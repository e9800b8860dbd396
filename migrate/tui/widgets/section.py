"""A part of the detail pane: shown while it has something to say."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from migrate.tui.desk import Page
from migrate.tui.words import paragraph


class Section(Static):
    """Turns a page into lines; no lines, no room."""

    DEFAULT_CSS = """
    Section { height: auto; margin-bottom: 1; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._told: Content | None = None
        self.display = False

    def lines(self, page: Page) -> list[Content]:
        """Return what there is to say about a step now."""
        raise NotImplementedError

    def show(self, page: Page) -> None:
        """Draw the page's lines, if they are others than before."""
        told = paragraph(self.lines(page))
        if self._told is not None and told.is_same(self._told):
            return
        self._told = told
        self.display = bool(told.plain)
        self.update(told)
