"""One resource on a screen of its own, for terminals below 100 columns."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from migrate.tui import places
from migrate.tui.desk import Desk, Scene
from migrate.tui.screens.opening import OpeningScreen
from migrate.tui.widgets.resource_sheet import ResourceSheet


class ResourceScreen(OpeningScreen):
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

    @property
    def whose(self) -> str:
        """The account that the list was of."""
        return self._account

    def body(self) -> ComposeResult:
        """Place the text."""
        yield ResourceSheet(id="about")

    def show(self, scene: Scene) -> None:
        """Read the resource as it is now, when it is known how wide a line is."""
        del scene
        self.call_after_refresh(self._again)

    def _again(self) -> None:
        self.open(self._open or self._number)
