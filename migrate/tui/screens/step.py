"""One step on a screen of its own, for terminals below 90 columns."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from migrate.state.view import StepView
from migrate.tui.desk import Scene
from migrate.tui.screens.acting import ActingScreen
from migrate.tui.widgets.detail import Detail
from migrate.tui.widgets.next_line import NextLine


class StepScreen(ActingScreen):
    """The detail pane, with the same keys as the journey."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Back")]
    AUTO_FOCUS = "#detail"

    def body(self) -> ComposeResult:
        """Place the detail, and what is next."""
        yield Detail(id="detail")
        yield NextLine()

    @property
    def chosen(self) -> StepView | None:
        """The step that the person is at."""
        return None if self.scene is None else self.scene.step(self.desk.here)

    def choose(self, step: str) -> None:
        """Show another step."""
        self.desk.here = step
        if self.scene is not None:
            self.show(self.scene)

    def show(self, scene: Scene) -> None:
        """Draw the step as it is now."""
        self.query_one(NextLine).show(scene)
        step = scene.step(self.desk.here)
        if step is not None:
            self.query_one(Detail).show(self.desk.page(step, scene))
        self.offer_keys()
