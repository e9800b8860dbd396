"""What a step asks of a person, as a form; the answers go where the command line reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from migrate.core.errors import MigrateError, OperatorError
from migrate.state.view import StepView
from migrate.tui.desk import Desk, Scene
from migrate.tui.screens.watching import WatchingScreen
from migrate.tui.words import MUTED, line, paragraph
from migrate.workspace.answers import Asked, asked_of


@dataclass
class Answered(Message):
    """The answers are in migrate.yaml."""

    step: str


@dataclass
class NotKept(Message):
    """Nothing was written."""

    error: MigrateError


class AnswersScreen(WatchingScreen):
    """One line for each question; nothing is written before all of them fit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", key_display="^s", priority=True),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("escape", "dismiss", "Back, changing nothing"),
    ]
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    AnswersScreen {
        VerticalScroll { padding: 1; }
        .question { height: auto; }
        Input { background: $panel; padding: 0 1; margin-bottom: 1; }
        #wrong { display: none; height: auto; color: $warning; padding: 0 1; }
        #wrong.-told { display: block; }
    }
    """

    def __init__(self, desk: Desk, step: StepView) -> None:
        super().__init__(desk)
        self._step = step
        self._asked = asked_of(desk.workspace, step.id, step.asks)

    def body(self) -> ComposeResult:
        """Place each question above its line."""
        with VerticalScroll(can_focus=False):
            yield Static(
                line((f"{self._step.position} {self._step.title} asks", "bold")), markup=False
            )
            for asked in self._asked:
                yield Static(_told(asked), classes="question", markup=False)
                yield _line_of(asked)
        yield Static("", id="wrong", markup=False)

    def show(self, scene: Scene) -> None:
        """Nothing here changes with the journey."""

    @on(Input.Submitted)
    def go_on(self, submitted: Input.Submitted) -> None:
        """Go to the next line; save from the last."""
        lines = list(self.query(Input))
        if submitted.input is lines[-1]:
            self.action_save()
        else:
            self.set_focus(lines[lines.index(submitted.input) + 1])

    def action_save(self) -> None:
        """Write the answers, or point at the first that does not fit."""
        answers = []
        for asked, typed in zip(self._asked, self.query(Input), strict=True):
            value = typed.value.strip()
            try:
                asked.check(value)
            except OperatorError as error:
                self._refuse(error)
                self.set_focus(typed)
                return
            answers.append((asked, value))
        self._refuse(None)
        self._save(tuple(answers))

    @work(thread=True, exclusive=True)
    def _save(self, answers: tuple[tuple[Asked, str], ...]) -> None:
        try:
            self.desk.answer(answers)
        except MigrateError as error:
            self.post_message(NotKept(error))
        else:
            self.post_message(Answered(self._step.id))

    @on(Answered)
    def close(self) -> None:
        """Go back, and say what makes the answers count."""
        self.tell("Kept in migrate.yaml; they count when the step is planned: p.")
        self.dismiss()

    @on(NotKept)
    def explain(self, refused: NotKept) -> None:
        """Say why nothing was written."""
        self._refuse(refused.error)

    def _refuse(self, error: MigrateError | None) -> None:
        told = self.query_one("#wrong", Static)
        told.set_class(error is not None, "-told")
        if error is not None:
            told.update(paragraph([line(str(error)), line(error.remedy)]))


def _told(asked: Asked) -> Content:
    said = [_fits(asked.choices)] if asked.choices else []
    said += [f"empty means {asked.default}"] if asked.default else []
    name = ": ".join(part for part in (f"{asked.step}.{asked.key}", "; ".join(said)) if part)
    return paragraph([line((asked.label, "bold")), line((f"  {name}", MUTED))])


def _fits(choices: Sequence[str]) -> str:
    return f"one of {', '.join(choices)}" if len(choices) > 1 else f"{choices[0]}, or nothing"


def _line_of(asked: Asked) -> Input:
    suggester = SuggestFromList(asked.choices) if asked.choices else None
    typed = Input(asked.said, placeholder=asked.default, compact=True, suggester=suggester)
    typed.cursor_blink = False
    return typed
