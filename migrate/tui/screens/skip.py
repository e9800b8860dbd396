"""Leave a step out: a reason is asked for, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, Static

from migrate.core.errors import MigrateError
from migrate.state.view import StepView
from migrate.tui.desk import Desk, Scene
from migrate.tui.screens.watching import WatchingScreen
from migrate.tui.words import line, paragraph


@dataclass
class Skipped(Message):
    """A person left a step out."""

    step: str
    reason: str


class SkipScreen(WatchingScreen):
    """One question: why."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Back, skipping nothing")]
    DEFAULT_CSS = """
    SkipScreen {
        #why { padding: 1; height: auto; }
        #reason { background: $panel; padding: 0 1; }
    }
    """

    def __init__(self, desk: Desk, step: StepView) -> None:
        super().__init__(desk)
        self._step = step

    def body(self) -> ComposeResult:
        """Place the question and the line to type in."""
        yield Static(
            paragraph(
                [
                    line((f"Skip {self._step.position} {self._step.title}", "bold")),
                    line(self._step.purpose),
                    line(""),
                    line("Why can the journey do without it? Your name and the reason are kept."),
                    line("It can be planned again at any time."),
                ]
            ),
            id="why",
            markup=False,
        )
        reason = Input(id="reason", compact=True)
        reason.cursor_blink = False
        yield reason

    def show(self, scene: Scene) -> None:
        """Nothing here changes with the journey."""

    @on(Input.Submitted)
    def take_reason(self, submitted: Input.Submitted) -> None:
        """Skip the step for the typed reason."""
        self._skip(submitted.value.strip())

    @work(thread=True, exclusive=True)
    def _skip(self, reason: str) -> None:
        try:
            self.desk.skip(self._step, reason)
        except MigrateError as error:
            self.app.call_from_thread(self.refuse, error)
        else:
            self.post_message(Skipped(self._step.id, reason))

    @on(Skipped)
    def close(self) -> None:
        """Go back to the journey."""
        self.dismiss()
