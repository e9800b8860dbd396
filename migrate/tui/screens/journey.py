"""The journey: the list of steps, and beside it, where there is room, the step under the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import OptionList, Static

from migrate.state.view import StepView
from migrate.tui.desk import Scene
from migrate.tui.screens.acting import ActingScreen
from migrate.tui.widgets.detail import Detail
from migrate.tui.widgets.next_line import NextLine
from migrate.tui.widgets.step_list import StepList

WIDE = 90
"""Columns from which the detail stands beside the list; below, Enter opens it."""
_COLUMNS = [(0, "-tiny"), (60, "-narrow"), (WIDE, "-wide")]
_ROWS = [(0, "-short"), (12, "-tall")]


@dataclass
class StepChosen(Message):
    """The cursor stands on another step."""

    step: str


class JourneyScreen(ActingScreen):
    """The first screen; it follows state.db and starts at the step that is next."""

    HORIZONTAL_BREAKPOINTS = _COLUMNS
    VERTICAL_BREAKPOINTS = _ROWS
    DEFAULT_CSS = """
    JourneyScreen {
        #steps { width: 46; height: 1fr; }
        #detail { width: 1fr; height: 1fr; border-left: solid $rule; }
        #detail:focus { border-left: solid $accent; }
        #small { display: none; }
        &.-narrow #detail { display: none; }
        &.-narrow #steps { width: 1fr; }
        &.-tiny #main, &.-short #main { display: none; }
        &.-tiny #small, &.-short #small { display: block; height: 1fr; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next", show=False),
        Binding("escape", "back", show=False),
    ]

    def body(self) -> ComposeResult:
        """Place the list, the detail, and the sentence that says what is next."""
        with Horizontal(id="main"):
            yield StepList(id="steps")
            yield Detail(id="detail")
        yield Static(
            "This terminal is too small: make it 60x12 or larger, or type `migrate status`.",
            id="small",
            markup=False,
        )
        yield NextLine()

    @property
    def chosen(self) -> StepView | None:
        """The step under the cursor."""
        return self.query_one(StepList).chosen if self.is_mounted else None

    def show(self, scene: Scene) -> None:
        """Draw the list, the detail and what is next."""
        steps = self.query_one(StepList)
        first = steps.chosen is None
        steps.show(scene.steps)
        if first and scene.steps:
            steps.choose(scene.next.step or scene.steps[-1].id)
        self.query_one(NextLine).show(scene)
        self._show_chosen()

    def choose(self, step: str) -> None:
        """Move the cursor to a step."""
        self.query_one(StepList).choose(step)

    def on_screen_resume(self) -> None:
        """Follow the person, who may have gone to another step on another screen."""
        if self.desk.here:
            self.choose(self.desk.here)

    def action_next(self) -> None:
        """Go to the step that can move."""
        if self.scene is not None:
            self.choose(self.scene.next.step)

    def action_back(self) -> None:
        """Go back to the list."""
        self.query_one(StepList).focus()

    @on(OptionList.OptionHighlighted)
    def show_other_step(self) -> None:
        """Show the step that the cursor moved to."""
        self._show_chosen()
        if self.chosen is not None:
            self.desk.here = self.chosen.id
            self.post_message(StepChosen(self.chosen.id))

    @on(OptionList.OptionSelected)
    def open_step(self) -> None:
        """Go into the detail: beside the list, or as a screen of its own."""
        if self.chosen is None:
            return
        if self.size.width >= WIDE:
            self.query_one(Detail).focus()
            return
        from migrate.tui.screens.step import StepScreen

        self.app.push_screen(StepScreen(self.desk))

    def _show_chosen(self) -> None:
        self.query_one(StepList).mark()
        if self.chosen is not None and self.scene is not None:
            page = self.desk.page(self.chosen, self.scene)
            self.query_one(Detail).show(page)
        self.offer_keys()
