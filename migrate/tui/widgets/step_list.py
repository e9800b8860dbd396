"""The journey as a list: phases, and in each its steps with glyph and word."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from migrate.core.status import SATISFIED
from migrate.state.view import StepView
from migrate.tui.words import UNICODE, line, sign, word

_SIDE = 3
"""Cells that the list's padding and scroll bar take."""
CURSOR = "▌" if UNICODE else "*"


class StepList(OptionList):
    """Shows where each step stands; keeps the cursor when that changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("g", "first", show=False),
        Binding("G", "last", show=False),
    ]
    DEFAULT_CSS = """
    StepList { border: none; padding: 0; background: $background; scrollbar-size-vertical: 1; }
    StepList:focus { border: none; }
    StepList > .option-list--option { padding: 0 1 0 0; }
    StepList > .option-list--option-disabled { color: $muted; text-style: bold; }
    StepList > .option-list--option-highlighted { text-style: bold; }
    StepList:ansi > .option-list--option-highlighted {
        background: ansi_default; color: ansi_default;
    }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._steps: tuple[StepView, ...] = ()
        self._marked = ""
        """The step whose line has the cursor's mark: colour alone would not show it."""

    def show(self, steps: tuple[StepView, ...]) -> None:
        """Show the steps as they stand now."""
        same = [step.id for step in steps] == [step.id for step in self._steps]
        self._steps = steps
        if same:
            self._repaint()
        else:
            self._rebuild()

    def choose(self, step_id: str) -> None:
        """Move the cursor to a step."""
        if any(step.id == step_id for step in self._steps):
            self.highlighted = self.get_option_index(step_id)

    @property
    def chosen(self) -> StepView | None:
        """The step under the cursor."""
        if self.highlighted is None:
            return None
        here = self.get_option_at_index(self.highlighted).id
        return next((step for step in self._steps if step.id == here), None)

    def mark(self) -> None:
        """Set the cursor's mark to where the cursor is."""
        here = self.chosen.id if self.chosen else ""
        before, self._marked = self._marked, here
        for step in self._steps:
            if here != before and step.id in {here, before}:
                self.replace_option_prompt(step.id, self._step(step))

    def on_resize(self, event: Resize) -> None:
        """Set the words to the new right margin."""
        del event
        self._repaint()

    def _rebuild(self) -> None:
        here = self.chosen
        self.clear_options()
        for phase, group in groupby(self._steps, key=lambda step: step.phase):
            steps = list(group)
            self.add_option(Option(_phase(phase, steps), id=_head(steps), disabled=True))
            self.add_options(Option(self._step(step), id=step.id) for step in steps)
        if here is not None:
            self.choose(here.id)

    def _repaint(self) -> None:
        for phase, group in groupby(self._steps, key=lambda step: step.phase):
            steps = list(group)
            self.replace_option_prompt(_head(steps), _phase(phase, steps))
            for step in steps:
                self.replace_option_prompt(step.id, self._step(step))

    def _step(self, step: StepView) -> Content:
        shown, state = sign(step), word(step)
        room = max(12, self.size.width - _SIDE - len(state))
        cursor = CURSOR if step.id == self._marked else " "
        left = line(cursor, (shown.mark, shown.style), f" {step.position:>2} {step.title}")
        left = left.truncate(room, ellipsis=True, pad=True)
        return Content.assemble(left, " ", (state, shown.style))


def _head(steps: list[StepView]) -> str:
    """Name a phase's line by its first step: two phases may share a title."""
    return f"phase:{steps[0].id}"


def _phase(name: str, steps: list[StepView]) -> Content:
    done = sum(step.status in SATISFIED for step in steps)
    return line(f" {name} {done}/{len(steps)}")
