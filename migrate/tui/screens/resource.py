"""One resource on a screen of its own, for terminals below 100 columns."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from migrate.core.errors import MigrateError
from migrate.state.view_resource import DetailView
from migrate.tui import places
from migrate.tui.desk import Desk, Scene
from migrate.tui.screens.watching import WatchingScreen
from migrate.tui.widgets.resource_sheet import ResourceSheet


class ResourceScreen(WatchingScreen):
    """The same text as beside the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back"),
        Binding("q", "app.quit", "Quit"),
        *places.KEYS,
    ]
    AUTO_FOCUS = "#about"

    def __init__(self, desk: Desk, number: int, account: str) -> None:
        super().__init__(desk)
        self._number, self._account = number, account

    def body(self) -> ComposeResult:
        """Place the text."""
        yield ResourceSheet(id="about")

    def show(self, scene: Scene) -> None:
        """Read the resource as it is now."""
        del scene
        try:
            view = DetailView(self.desk.workspace.state, self._account)
            try:
                self.query_one(ResourceSheet).show(view.resource(self._number), view.money())
            finally:
                view.close()
        except MigrateError as error:
            self.app.exit(error)
