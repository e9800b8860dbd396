"""Review one plan in full, and approve it by typing which account it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static

from migrate.core.errors import MigrateError
from migrate.core.plan import Plan
from migrate.core.ports import SavedPlan
from migrate.core.status import Status
from migrate.state.view import StepView
from migrate.tui.confirmation import confirmation
from migrate.tui.desk import Desk, Scene
from migrate.tui.screens.watching import WatchingScreen
from migrate.tui.widgets.plan_sheet import PlanSheet
from migrate.tui.words import line, paragraph


@dataclass
class Approved(Message):
    """A person accepted exactly this plan."""

    step: str
    digest: str


@dataclass
class Mistyped(Message):
    """The typed text was not the plan's; nothing was approved."""

    typed: str


class ReviewScreen(WatchingScreen):
    """The plan above, the question below; closes with the step's id when it was approved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back, approving nothing"),
        Binding("up", "scroll('scroll_up')", "Scroll", key_display="↑↓", priority=True),
        Binding("down", "scroll('scroll_down')", show=False, priority=True),
        Binding("pageup", "scroll('scroll_page_up')", show=False, priority=True),
        Binding("pagedown", "scroll('scroll_page_down')", show=False, priority=True),
    ]
    AUTO_FOCUS = "#word"
    DEFAULT_CSS = """
    ReviewScreen {
        #sheet { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
        #ask { height: auto; padding: 0 1; background: $panel; }
        #word { background: $panel; padding: 0 1; }
        #more { height: 1; padding: 0 1; color: $muted; text-align: right; }
    }
    """

    def __init__(self, desk: Desk, step: str) -> None:
        super().__init__(desk)
        self._step_id = step
        self._saved: SavedPlan | None = None

    def body(self) -> ComposeResult:
        """Place the plan, the question and the line to type in."""
        with VerticalScroll(id="sheet"):
            yield PlanSheet()
        yield Static("", id="more", markup=False)
        yield Static("", id="ask", markup=False)
        word = Input(id="word", compact=True, select_on_focus=False)
        word.cursor_blink = False
        yield word

    def show(self, scene: Scene) -> None:
        """Draw the newest plan; one that replaced it under our eyes is said to be new."""
        step, saved = scene.step(self._step_id), self.desk.view.plan(self._step_id)
        if step is None or saved is None:
            return
        other = self._saved is None or self._saved.serial != saved.serial
        if self._saved is not None and other:
            self.query_one(Input).clear()
            self.tell("The step was planned anew; this is the new plan.", severe=True)
        self._saved = saved
        if other:
            self.query_one(PlanSheet).show(saved, step)
        self._ask(step, saved)

    def on_mount(self) -> None:
        """Tell whether a part of the plan is still below."""
        sheet = self.query_one("#sheet", VerticalScroll)
        self.watch(sheet, "scroll_y", self._tell_more, init=False)
        self.watch(sheet, "virtual_size", self._tell_more, init=False)

    def action_scroll(self, how: str) -> None:
        """Scroll the plan while the line keeps the keys."""
        getattr(self.query_one("#sheet", VerticalScroll), how)(animate=False)

    @on(Input.Submitted)
    def check_word(self, submitted: Input.Submitted) -> None:
        """Approve if the typed text is the plan's own."""
        if self._saved is None:
            return
        plan = self._saved.plan
        if submitted.value.strip() != confirmation(plan).word:
            self.post_message(Mistyped(submitted.value))
            self._say_mistyped(plan)
            return
        self.query_one(Input).display = False
        self.query_one("#ask", Static).update(line(("Keeping your approval…", "bold")))
        self._approve(plan.step, plan.digest)

    def _say_mistyped(self, plan: Plan) -> None:
        """Say it where the eye is; it goes with the next plan or the right word."""
        wrong = line(("That is not what was asked for; nothing was approved.", "bold $error"))
        again = line((confirmation(plan).request, "bold"))
        self.query_one("#ask", Static).update(paragraph([wrong, again]))

    def _tell_more(self) -> None:
        sheet = self.query_one("#sheet", VerticalScroll)
        below = int(sheet.virtual_size.height - sheet.scroll_y - sheet.size.height)
        told = f"{below} more {'line' if below == 1 else 'lines'} below" if below > 0 else ""
        self.query_one("#more", Static).update(told)

    @work(thread=True, exclusive=True)
    def _approve(self, step: str, digest: str) -> None:
        try:
            self.desk.approve(step, digest)
        except MigrateError as error:
            self.app.call_from_thread(self._not_kept, error)
        else:
            self.post_message(Approved(step, digest))

    def _not_kept(self, error: MigrateError) -> None:
        self.refuse(error)
        self._saved = None
        if self.scene is not None:
            self.show(self.scene)

    @on(Approved)
    def close(self, approved: Approved) -> None:
        """Hand the step back to who opened the plan."""
        self.dismiss(approved.step)

    def _ask(self, step: StepView, saved: SavedPlan) -> None:
        """Ask for the word, or say why this plan cannot be approved now."""
        why = _why_not(step, saved)
        word = self.query_one(Input)
        word.display = not why
        if not why:
            word.focus()
        asked = why or confirmation(saved.plan).request
        style = "$warning" if why else "bold"
        self.query_one("#ask", Static).update(line((asked, style)))


def _why_not(step: StepView, saved: SavedPlan) -> str:
    if saved.plan.blocked:
        return "Blocked: do what each blocking finding says, then plan the step again (esc, p)."
    if saved.approved_by and step.status is not Status.PLANNED:
        return f"Approved by {saved.approved_by}; the step is {step.status}."
    if step.status is not Status.PLANNED:
        return f"The step is {step.status}: there is nothing to approve."
    return ""
