"""One step on a screen of its own, for terminals below 90 columns."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from migrate.state.view import StepView
from migrate.tui.desk import Desk, Scene
from migrate.tui.screens.acting import ActingScreen
from migrate.tui.widgets.detail import Detail


class StepScreen(ActingScreen):
    """The detail pane, with the same keys as the journey."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Back")]
    AUTO_FOCUS = "#detail"

    def __init__(self, desk: Desk, step: str) -> None:
        super().__init__(desk)
        self._step_id = step

    def body(self) -> ComposeResult:
        """Place the detail."""
        yield Detail(id="detail")

    @property
    def chosen(self) -> StepView | None:
        """The step that was opened."""
        return None if self.scene is None else self.scene.step(self._step_id)

    def show(self, scene: Scene) -> None:
        """Draw the step as it is now."""
        step = scene.step(self._step_id)
        if step is not None:
            self.query_one(Detail).show(self.desk.page(step, scene))
        self.refresh_bindings()
