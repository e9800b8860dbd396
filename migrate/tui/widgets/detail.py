"""The detail pane: everything that is known of one step."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from migrate.tui.desk import Page
from migrate.tui.widgets.findings import Findings
from migrate.tui.widgets.heading import Heading
from migrate.tui.widgets.plan_summary import PlanSummary
from migrate.tui.widgets.progress import ProgressBar
from migrate.tui.widgets.purpose import Purpose
from migrate.tui.widgets.receipts import Receipts
from migrate.tui.widgets.section import Section
from migrate.tui.widgets.trouble import Trouble
from migrate.tui.widgets.waiting import Waiting

SECTIONS = (Heading, Waiting, Trouble, ProgressBar, PlanSummary, Purpose, Findings, Receipts)
"""From top to bottom."""


class Detail(VerticalScroll):
    """Scrolls through the sections of one step."""

    DEFAULT_CSS = """
    Detail { padding: 0 1; scrollbar-size-vertical: 1; }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._shown = ""

    def compose(self) -> ComposeResult:
        """Place the sections; each shows itself when it has something to say."""
        for section in SECTIONS:
            yield section()

    def show(self, page: Page) -> None:
        """Show a step; another one than before starts at its top."""
        if self._shown != page.step.id:
            self._shown = page.step.id
            self.scroll_home(animate=False)
        for section in self.query(Section):
            section.show(page)
