"""The keys that move the journey, the same on every screen that shows a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from migrate.core.errors import JourneyError, MigrateError
from migrate.core.status import Status
from migrate.state.view import StepView
from migrate.tui import hand, runs
from migrate.tui.screens.watching import WatchingScreen

RESUMABLE = frozenset({Status.APPROVED, Status.APPLYING, Status.WAITING})
PROVABLE = frozenset({Status.DONE, Status.DRIFTED})
UNSKIPPABLE = frozenset({Status.APPLYING, Status.DONE, Status.SKIPPED, Status.DRIFTED})


@dataclass
class RunnerStarted(Message):
    """A runner was started; it goes on when the screen is closed."""

    command: str


class ActingScreen(WatchingScreen):
    """Turns keys into runners and decisions; none of them changes AWS without a typed word."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "plan", "Plan"),
        Binding("a", "review", "Review"),
        Binding("r", "resume", "Run"),
        Binding("v", "verify", "Check"),
        Binding("s", "skip", "Skip…"),
        Binding("x", "stop", "Stop"),
        Binding("c", "copy", "Copy link"),
        Binding("o", "open_link", "Open link"),
        Binding("w", "write", "Write steps"),
        Binding("l", "log", "Log"),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("q", "app.quit", "Quit"),
    ]

    @property
    def chosen(self) -> StepView | None:
        """The step that the keys are about."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the keys that fit the step and the runner."""
        del parameters
        step, works = self.chosen, self.scene is not None and self.scene.holder is not None
        if action == "stop":
            return works
        if action in {"copy", "open_link"}:
            return step is not None and bool(hand.of(step).link)
        if action == "write":
            return step is not None and hand.of(step).there
        if action == "skip":
            return step is not None and step.skippable and step.status not in UNSKIPPABLE
        if action == "verify":
            return not works and step is not None and _look(step) != ()
        if action in {"plan", "resume"}:
            return not works
        return True

    def action_plan(self) -> None:
        """Draw up the plan of the step; planning only reads."""
        if self.chosen is not None:
            self._start("plan", self.chosen.id)

    def action_resume(self) -> None:
        """Apply or resume the step; for any other, walk the journey to the next decision."""
        step = self.chosen
        if step is not None and step.status in RESUMABLE:
            self._start("apply", step.id)
        else:
            self._start("run")

    def action_verify(self) -> None:
        """Look whether a wait is over, or whether what is done still stands."""
        if self.chosen is not None and (words := _look(self.chosen)):
            self._start(*words)

    def action_stop(self) -> None:
        """Ask the runner to stop at its next checkpoint; nothing is left half-done."""
        works = self.scene.holder if self.scene is not None else None
        if works is None:
            return
        try:
            runs.stop(works)
        except MigrateError as error:
            self.refuse(error)
        else:
            self.tell("The runner was asked to stop; it stops between two changes.")

    def action_review(self) -> None:
        """Open the plan of the step; it can be approved there."""
        step = self.chosen
        if step is None:
            return
        if self.desk.view.plan(step.id) is None:
            self.refuse(JourneyError(f"{step.id} has no plan yet.", remedy="Press p to plan it."))
            return
        from migrate.tui.screens.review import ReviewScreen

        self.app.push_screen(ReviewScreen(self.desk, step.id), self._approved)

    def action_skip(self) -> None:
        """Ask why the step is left out."""
        if self.chosen is not None:
            from migrate.tui.screens.skip import SkipScreen

            self.app.push_screen(SkipScreen(self.desk, self.chosen))

    def action_copy(self) -> None:
        """Put the link on the clipboard, where the terminal lets us."""
        if self.chosen is not None and (link := hand.of(self.chosen).link):
            self.app.copy_to_clipboard(link)
            self.tell("Copied, if this terminal allows it; w writes it to a file.")

    def action_open_link(self) -> None:
        """Open the link in a graphical browser."""
        if self.chosen is None:
            return
        try:
            hand.open_link(hand.of(self.chosen).link)
        except MigrateError as error:
            self.refuse(error)

    def action_write(self) -> None:
        """Write the by-hand steps to a file."""
        if self.chosen is None:
            return
        try:
            path = hand.write(self.desk.workspace, self.chosen)
        except (MigrateError, OSError) as error:
            self.tell(f"Not written: {error}", severe=True)
        else:
            self.tell(f"Written to {path}")

    def action_log(self) -> None:
        """Show what happened."""
        from migrate.tui.screens.log import LogScreen

        self.app.push_screen(LogScreen(self.desk))

    def action_help(self) -> None:
        """Show the keys and the signs."""
        from migrate.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())

    def _approved(self, step: str | None) -> None:
        """Apply what was just approved."""
        if step:
            self._start("apply", step)

    def _start(self, *words: str) -> None:
        try:
            self.desk.start(*words)
        except MigrateError as error:
            self.refuse(error)
            return
        self.post_message(RunnerStarted(" ".join(words)))
        self.tell(f"Started migrate {' '.join(words)}; it goes on if you quit.")


def _look(step: StepView) -> tuple[str, ...]:
    """Return the words that look again at a step; none where there is nothing to look at."""
    if step.status is Status.WAITING:
        return ("apply", step.id)
    if step.status in PROVABLE:
        return ("verify", step.id)
    return ()
